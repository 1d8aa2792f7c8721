package dev.fusesync.management;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The alert rules, by Prometheus' own tool, and what the person on call gets to read. */
class AlertsTest {

	private static final String RULES = "src/main/prometheus/alerts.yaml";

	private static final String TESTS = "src/test/prometheus/alerts-test.yaml";

	private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

	@ParameterizedTest
	@ValueSource(strings = { "check rules " + RULES, "test rules " + TESTS })
	void prometheusOwnToolFindsNoFault(String arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("promtool"));
		command.addAll(List.of(arguments.split(" ")));
		Process process;
		try {
			process = new ProcessBuilder(command).redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			assumeTrue(false, "The alerts are not tested: install the Debian package prometheus");
			return;
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
	}

	@Test
	void everyAlertSaysWhatIsWrongAndWhereToLook() throws IOException {
		String runbook = Files.readString(Path.of("src/site/markdown/operating.md"));
		for (JsonNode alert : alerts()) {
			String name = alert.path("alert").asText();
			assertThat(alert.at("/labels/severity").asText()).as(name).isIn("page", "ticket");
			assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
			assertThat(alert.at("/annotations/description").asText()).as(name).isNotBlank();
			assertThat(alert.at("/annotations/runbook").asText()).isEqualTo("operating.md#alert-" + name.toLowerCase());
			assertThat(runbook).as("Say in operating.md what to do")
				.contains("<a id=\"alert-" + name.toLowerCase() + "\">");
		}
	}

	@Test
	void everyAlertIsSeenToFireAndNotToFire() throws IOException {
		Set<String> firing = new TreeSet<>();
		Set<String> quiet = new TreeSet<>();
		for (JsonNode test : YAML.readTree(Path.of(TESTS).toFile()).path("tests")) {
			for (JsonNode expected : test.path("alert_rule_test")) {
				(expected.path("exp_alerts").isEmpty() ? quiet : firing).add(expected.path("alertname").asText());
			}
		}
		Set<String> all = new TreeSet<>();
		alerts().forEach((alert) -> all.add(alert.path("alert").asText()));
		assertThat(all).hasSizeGreaterThan(15);
		assertThat(firing).isEqualTo(all);
		assertThat(quiet).isEqualTo(all);
	}

	private static List<JsonNode> alerts() throws IOException {
		List<JsonNode> alerts = new ArrayList<>();
		for (JsonNode group : YAML.readTree(Path.of(RULES).toFile()).path("groups")) {
			group.path("rules").forEach((rule) -> {
				if (rule.has("alert")) {
					alerts.add(rule);
				}
			});
		}
		return alerts;
	}

}
