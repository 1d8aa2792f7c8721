package dev.fusesync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The house rules of the two files of settings: a deployer's, and the guards in the jar.
 */
class SettingsFileTest {

	private static final String DEPLOYER = "application.properties";

	private static final String JAR = "src/main/resources/application.properties";

	private static final int MOST_KEYS = 76;

	private static final Pattern LINE = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)");

	@ParameterizedTest
	@ValueSource(strings = { DEPLOYER, JAR })
	void everyKeyStandsOnceUnderAComment(String file) throws IOException {
		List<String> lines = Files.readAllLines(Path.of(file));
		assertThat(keys(file)).doesNotHaveDuplicates();
		for (int i = 1; i < lines.size(); i++) {
			if (LINE.matcher(lines.get(i)).matches()) {
				assertThat(lines.get(i - 1)).as("Say above %s what it is, its unit and its range", lines.get(i))
					.matches("# .+|fuse\\.sync\\.aggregators\\..+");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { DEPLOYER, JAR })
	void isOneDocument(String file) throws IOException {
		assertThat(Files.readAllLines(Path.of(file)))
			.as("What somebody adds at the end of %s must not belong to a profile", file)
			.noneMatch((line) -> line.matches("[#!]---.*|spring\\.config\\.activate\\..*"));
	}

	@Test
	void aDeployersFileIsShort() throws IOException {
		assertThat(keys(DEPLOYER)).as("Move what nobody needs to set to %s", JAR).hasSizeLessThanOrEqualTo(MOST_KEYS);
	}

	@Test
	void aDeployersFileSaysADefaultOnce() throws IOException {
		List<String> lines = Files.readAllLines(Path.of(DEPLOYER));
		assertThat(lines.get(0)).contains("The values here are the defaults");
		assertThat(lines.subList(2, lines.size())).as("The value below a comment is the default")
			.noneMatch((line) -> line.startsWith("#") && line.toLowerCase().contains("default"));
	}

	@Test
	void aSettingIsInOneOfThem() throws IOException {
		assertThat(keys(DEPLOYER)).filteredOn((key) -> !key.equals("spring.config.import"))
			.doesNotContainAnyElementsOf(keys(JAR));
	}

	@Test
	void whoDeploysFindsTheAggregatorsThatFuseDocuments() throws IOException {
		assertThat(keys(DEPLOYER)).filteredOn((key) -> key.startsWith("fuse.sync.aggregators.")).hasSize(14);
		assertThat(settings(DEPLOYER)).containsEntry("fuse.sync.credentials.fuse-api-key", "${FUSE_API_KEY:}")
			.containsEntry("fuse.sync.credentials.fuse-client-id", "${FUSE_CLIENT_ID:}");
	}

	/** What keeps senders waiting briefly, webhooks on disk and the login at home. */
	@ParameterizedTest
	@CsvSource({ "camel.component.http.connect-timeout, 5000", "camel.component.http.response-timeout, 30000",
			"fuse.store.disk-reserve, 256MB", "management.server.address, 127.0.0.1",
			"management.endpoint.health.show-details, when-authorized", "fuse.sync.forward-trace-context, false" })
	void isSafeAsShipped(String key, String value) throws IOException {
		assertThat(settings(DEPLOYER)).containsEntry(key, value);
	}

	/** What keeps credentials with Fuse, requests out of the log and threads free. */
	@ParameterizedTest
	@CsvSource(delimiterString = " = ", value = { "camel.component.http.copy-headers = false",
			"camel.component.http.skip-control-headers = true", "camel.component.http.skip-response-headers = true",
			"camel.component.http.redirect-handling-disabled = true",
			"camel.component.http.cookie-management-disabled = true",
			"camel.component.http.automatic-retries-disabled = true",
			"camel.component.http.content-compression-disabled = true",
			"camel.component.http.http-client-configurer = #outboundCalls",
			"fuse.verification.api-key = ${fuse.sync.credentials.fuse-api-key}",
			"spring.mvc.async.request-timeout = 4s",
			"spring.task.execution.pool.shutdown.accept-tasks-after-context-close = true",
			"server.tomcat.max-swallow-size = 0B", "server.tomcat.connection-timeout = 10s",
			"server.forward-headers-strategy = none", "spring.web.resources.add-mappings = false",
			"spring.servlet.multipart.enabled = false", "hawtio.disableProxy = true",
			"management.endpoint.jolokia.config.policyLocation = classpath:/jolokia-access.xml",
			"management.endpoints.web.exposure.include = health,info,metrics,prometheus,sbom,overview,connections,deadletters,waiting,breaker,store,hawtio,jolokia",
			"management.endpoints.jmx.exposure.include = health,overview,connections,deadletters,waiting,breaker,store",
			"management.endpoint.health.group.readiness.include = readinessState,camelReadinessState,receive,store",
			"management.endpoint.health.group.readiness.show-components = never",
			"management.endpoint.health.status.order = down,out-of-service,attention,paused,up,unknown",
			"spring.jackson.generator.escape-non-ascii = true",
			"logging.level.org.apache.hc.client5.http.headers = OFF",
			"logging.level.org.apache.hc.client5.http.wire = OFF",
			"logging.level.org.apache.coyote.http11.Http11InputBuffer = OFF" })
	void isGuardedInTheJar(String key, String value) throws IOException {
		assertThat(settings(JAR)).containsEntry(key, value);
	}

	private static List<String> keys(String file) throws IOException {
		return Files.readAllLines(Path.of(file))
			.stream()
			.map(LINE::matcher)
			.filter((line) -> line.matches())
			.map((line) -> line.group(1))
			.toList();
	}

	private static Map<String, String> settings(String file) throws IOException {
		Map<String, String> settings = new HashMap<>();
		Files.readAllLines(Path.of(file))
			.stream()
			.map(LINE::matcher)
			.filter((line) -> line.matches())
			.forEach((line) -> settings.put(line.group(1), line.group(2)));
		return settings;
	}

}
