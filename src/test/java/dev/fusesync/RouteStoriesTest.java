package dev.fusesync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the shipped routes tell their story and nothing else: they are short, none only
 * moves headers, and what the program is about stands in them in its order. Routes of
 * your own may be as you like.
 */
class RouteStoriesTest {

	private static final String YOURS = "If the change is your own and stays in your copy, change this test as well. ";

	private static final Path ROUTES = Path.of("routes");

	private static final List<String> HAPPY_PATH = List.of("receive", "dispatch", "sync");

	private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

	/** Steps that only keep, copy or drop what is known already. */
	private static final Set<String> PLUMBING = Set.of("removeHeader", "removeHeaders", "removeProperty",
			"removeProperties", "removeVariable", "setProperty", "setVariable", "setVariables");

	static List<Path> files() throws IOException {
		try (Stream<Path> files = Files.walk(ROUTES)) {
			return files.filter((file) -> file.toString().endsWith(".camel.yaml")).sorted().toList();
		}
	}

	@ParameterizedTest
	@CsvSource({ "receive, 80", "dispatch, 45", "sync, 70", "other-events, 30", "dead-letter, 50",
			"error-handling, 110", "notices, 60" })
	void isShort(String file, int lines) throws IOException {
		assertThat(Files.readAllLines(ROUTES.resolve(file + ".camel.yaml")).size())
			.as("%sLines of %s.camel.yaml: move steps to a route file of their own, called by direct", YOURS, file)
			.isLessThanOrEqualTo(lines);
	}

	@Test
	void allTogetherAreShort() throws IOException {
		int stories = 0;
		int machinery = 0;
		for (Path file : files()) {
			int lines = Files.readAllLines(file).size();
			boolean internal = file.startsWith(ROUTES.resolve("internal"));
			machinery += internal ? lines : 0;
			stories += (internal || file.endsWith("notices.camel.yaml")) ? 0 : lines;
		}
		assertThat(stories).as("%sLines of all shipped stories together", YOURS).isLessThanOrEqualTo(385);
		assertThat(machinery).as("%sLines of routes/internal together", YOURS).isLessThanOrEqualTo(80);
	}

	@Test
	void theHappyPathHasFewNodes() throws IOException {
		List<String> nodes = new ArrayList<>();
		for (String file : HAPPY_PATH) {
			for (JsonNode entry : YAML.readTree(ROUTES.resolve(file + ".camel.yaml").toFile())) {
				nodes.add(entry.at("/route/from/id").asText());
				collectSteps(entry.at("/route/from"), nodes);
			}
		}
		assertThat(nodes).as("%sThe steps of receive, dispatch and sync", YOURS)
			.contains("verify-signature", "only-sync-data", "post-to-fuse")
			.hasSizeLessThanOrEqualTo(23);
	}

	private static void collectSteps(JsonNode node, List<String> ids) {
		for (JsonNode step : node.path("steps")) {
			ids.add(step.iterator().next().path("id").asText());
			collectSteps(step.iterator().next(), ids);
		}
		node.path("when").forEach((when) -> collectSteps(when, ids));
		if (node.has("otherwise")) {
			collectSteps(node.path("otherwise"), ids);
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void noStepOnlyMovesHeadersOrVariables(Path file) throws IOException {
		Set<String> found = new TreeSet<>();
		collectKeys(YAML.readTree(file.toFile()), found);
		found.retainAll(PLUMBING);
		assertThat(found)
			.as("%s%s: leave out these steps. The variables of a webhook are there in each route, and no component sends them",
					YOURS, file)
			.isEmpty();
	}

	private static void collectKeys(JsonNode node, Set<String> keys) {
		node.fieldNames().forEachRemaining(keys::add);
		node.forEach((child) -> collectKeys(child, keys));
	}

	@Test
	void tellsWhatTheProgramIsAboutOnceAndInOrder() throws IOException {
		StringBuilder story = new StringBuilder();
		for (String file : List.of("receive", "dispatch", "sync", "error-handling")) {
			story.append(Files.readString(ROUTES.resolve(file + ".camel.yaml")));
		}
		int last = -1;
		for (String word : List.of("uri: platform-http", "id: verify-signature", "- filter:", "id: enrich-headers",
				"id: post-to-fuse", "redeliveryDelay:")) {
			assertThat(story.indexOf(word))
				.as("%s%s: once, and in this order, in receive, dispatch, sync and error-handling", YOURS, word)
				.isGreaterThan(last)
				.isEqualTo(story.lastIndexOf(word));
			last = story.indexOf(word);
		}
	}

}
