package dev.fusesync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.fusesync.support.SimpleExpressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house rules of the route files, so that each opens in Kaoto and VS Code, every node
 * has a name in metrics and Hawtio, and no route runs without its policy.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RoutesTest {

	private static final Path SANDBOX = Path.of("src/main/resources/sandbox");

	private static final List<Path> SETTINGS = List.of(Path.of("application.properties"),
			Path.of("src/main/resources/application.properties"));

	private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

	private static final Schema CAMEL = schema();

	private static final List<String> KAOTO = List.of("id", "description", "uri", "parameters", "steps");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^:}]+)(:[^}]*)?}}");

	/** Models that hold steps or are steps: the keys of these nodes' YAML. */
	private static final Set<String> STEP_LISTS = Set.of("steps", "when", "doCatch");

	/** The folder that is looked at, with the sandbox. */
	Path routes() {
		return Path.of("routes");
	}

	List<Path> files() throws IOException {
		try (Stream<Path> shipped = Files.walk(routes()); Stream<Path> sandbox = Files.list(SANDBOX)) {
			return Stream.concat(shipped, sandbox)
				.filter((file) -> file.toString().endsWith(".yaml"))
				.sorted()
				.toList();
		}
	}

	@Test
	void everyFileInRoutesIsLoaded() throws IOException {
		try (Stream<Path> shipped = Files.walk(routes())) {
			assertThat(shipped.filter(Files::isRegularFile))
				.as("routes/ holds nothing but *.camel.yaml: other files are not loaded")
				.allMatch((file) -> file.toString().endsWith(".camel.yaml"));
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void validatesAgainstCamelsSchema(Path file) throws IOException {
		List<Error> faults = CAMEL.validate(read(file));
		assertThat(faults).as("%s: open it in VS Code with the Camel schema, which underlines these", file).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("files")
	void holdsEitherRoutesOrPolicies(Path file) throws IOException {
		Set<String> kinds = new HashSet<>();
		read(file).forEach((entry) -> entry.fieldNames().forEachRemaining(kinds::add));
		assertThat(kinds).as("%s: move routes and routeConfigurations to files of their own", file)
			.isSubsetOf("route", "routeConfiguration")
			.hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("files")
	void isNamedAfterItsFirstRoute(Path file) throws IOException {
		JsonNode first = read(file).get(0);
		if (first.has("route") && file.startsWith(routes()) && !file.endsWith("notices.camel.yaml")) {
			assertThat(file.getFileName()).as("%s: rename the file or its first route", file)
				.hasToString(first.at("/route/id").asText() + ".camel.yaml");
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void everyRouteSaysWhatItIs(Path file) throws IOException {
		for (JsonNode entry : read(file)) {
			JsonNode definition = entry.iterator().next();
			assertThat(definition.path("id").asText()).as("%s: give each route and routeConfiguration an id", file)
				.isNotBlank();
			assertThat(definition.path("description").asText())
				.as("%s: give %s a description of one sentence", file, definition.path("id"))
				.isNotBlank();
		}
	}

	@Test
	void everyRouteHasAPolicyThatExists() throws IOException {
		Set<String> policies = new HashSet<>();
		for (JsonNode configuration : all("routeConfiguration")) {
			policies.add(configuration.path("id").asText());
		}
		for (JsonNode route : all("route")) {
			assertThat(policies)
				.as("Route %s: set routeConfigurationId to one of these; Camel ignores a misspelt one silently",
						route.path("id"))
				.contains(route.path("routeConfigurationId").asText());
		}
	}

	@Test
	void everyPolicyThatParksRestoresTheOriginal() throws IOException {
		for (JsonNode configuration : all("routeConfiguration")) {
			JsonNode parking = configuration.at("/errorHandler/deadLetterChannel");
			if (!parking.isMissingNode()) {
				assertThat(parking.path("deadLetterHandleNewException").asText("true"))
					.as("%s: set deadLetterHandleNewException to false, or a failing dead letter loses its webhook",
							configuration.path("id"))
					.isEqualTo("false");
				List<JsonNode> policies = new ArrayList<>(List.of(parking));
				configuration.path("onException").forEach((entry) -> policies.add(entry.path("onException")));
				assertThat(policies)
					.as("%s: set useOriginalMessage to true, or credentials get into dead letters",
							configuration.path("id"))
					.allMatch((policy) -> policy.path("useOriginalMessage").asBoolean());
			}
		}
	}

	@Test
	void everyNodeHasAnIdOfItsOwn() throws IOException {
		List<String> ids = new ArrayList<>();
		for (Path file : files()) {
			for (JsonNode entry : read(file)) {
				JsonNode definition = entry.iterator().next();
				ids.add(definition.path("id").asText());
				if (definition.has("from")) {
					ids.add(id(file, "from", definition.path("from")));
				}
				collectIds(file, definition, ids);
			}
		}
		assertThat(ids).as("Give each node an id that no other node has").doesNotHaveDuplicates();
	}

	@Test
	void everyPlaceholderIsASetting() throws IOException {
		Properties settings = new Properties();
		for (Path path : SETTINGS) {
			try (InputStream file = Files.newInputStream(path)) {
				settings.load(file);
			}
		}
		Set<String> unknown = new TreeSet<>();
		for (Path file : files()) {
			PLACEHOLDER.matcher(Files.readString(file))
				.results()
				.map((match) -> match.group(1))
				.filter((name) -> !settings.containsKey(name))
				.forEach(unknown::add);
		}
		assertThat(unknown).as("Add these settings to application.properties, or correct the {{placeholder}}")
			.isEmpty();
	}

	@Test
	void endpointsHaveNoQueryStrings() throws IOException {
		for (Path file : files()) {
			assertThat(read(file).findValuesAsText("uri")).as("%s: write options under parameters", file)
				.allMatch((uri) -> uri.matches("[a-z-]+"));
		}
	}

	/**
	 * As Kaoto writes a file: these keys first, then the others in alphabetical order.
	 */
	@ParameterizedTest
	@MethodSource("files")
	void keysStandInTheOrderInWhichKaotoWritesThem(Path file) throws IOException {
		assertOrdered(file, read(file));
	}

	private static void assertOrdered(Path file, JsonNode node) {
		List<String> keys = new ArrayList<>();
		node.fieldNames().forEachRemaining(keys::add);
		assertThat(keys)
			.as("%s: write these keys as Kaoto does: id, description, uri, parameters, steps, then the others by alphabet",
					file)
			.isSortedAccordingTo(
					Comparator.comparingInt((String key) -> KAOTO.contains(key) ? KAOTO.indexOf(key) : KAOTO.size())
						.thenComparing(String.CASE_INSENSITIVE_ORDER));
		node.forEach((child) -> assertOrdered(file, child));
	}

	/** Hawtio's diagram has no counts of a route with a group. */
	@Test
	void nothingStandsInTheWayOfATool() throws IOException {
		for (Path file : files()) {
			JsonNode all = read(file);
			assertThat(List.of("group", "routePolicy", "routePolicyRef"))
				.as("%s: leave these out, a tool cannot show them", file)
				.allMatch((key) -> all.findValue(key) == null);
		}
	}

	/** Without one, Kaoto and Hawtio show what kind of step it is, and no more. */
	@ParameterizedTest
	@ValueSource(strings = { "dispatch", "sync", "other-events", "dead-letter", "notices" })
	void everyStepHasALabel(String name) throws IOException {
		for (JsonNode steps : read(routes().resolve(name + ".camel.yaml")).findValues("steps")) {
			steps.forEach((step) -> assertThat(step.iterator().next().path("description").asText())
				.as("%s: give this a short description: %s", name, step)
				.isNotBlank());
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void everySimpleExpressionCanBeParsed(Path file) throws Exception {
		SimpleExpressions.assertParse(file, read(file));
	}

	private static void collectIds(Path file, JsonNode node, List<String> ids) {
		node.properties().forEach((field) -> {
			JsonNode child = field.getValue();
			if (STEP_LISTS.contains(field.getKey()) && child.isArray()) {
				for (JsonNode step : child) {
					boolean named = field.getKey().equals("steps");
					ids.add(named ? id(file, step.fieldNames().next(), step.iterator().next())
							: id(file, field.getKey(), step));
				}
			}
			else if (field.getKey().equals("otherwise") || field.getKey().equals("onException") && child.isObject()) {
				ids.add(id(file, field.getKey(), child));
			}
		});
		node.forEach((child) -> collectIds(file, child, ids));
	}

	private static String id(Path file, String kind, JsonNode node) {
		assertThat(node.path("id").asText()).as("%s: give this %s an id, a verb and an object: %s", file, kind, node)
			.isNotBlank();
		return node.path("id").asText();
	}

	private List<JsonNode> all(String kind) throws IOException {
		List<JsonNode> found = new ArrayList<>();
		for (Path file : files()) {
			for (JsonNode entry : read(file)) {
				if (entry.has(kind)) {
					found.add(entry.path(kind));
				}
			}
		}
		return found;
	}

	private static JsonNode read(Path file) throws IOException {
		return YAML.readTree(file.toFile());
	}

	private static Schema schema() {
		return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
			.getSchema(RoutesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));
	}

}
