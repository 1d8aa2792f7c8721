package dev.fusesync.packaged;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import dev.fusesync.support.Queries;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A real Prometheus takes what the program shows, the rules and the board's queries. */
class PrometheusIT {

	private static final String PASSWORD = "prometheus-password";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final int prometheusPort = PackagedProgram.freePort();

	private final int managementPort = PackagedProgram.freePort();

	@TempDir
	private Path directory;

	@BeforeEach
	void findPrometheus() {
		assumeTrue(InstalledProgram.find("prometheus").isPresent() && InstalledProgram.find("promtool").isPresent(),
				"Metrics are not scraped: install the Debian package prometheus");
	}

	@Test
	void isScraped() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse))) {
			program.start();
			await().atMost(Duration.ofMinutes(2)).until(() -> program.accepts(Webhooks.syncData("scraped")));
			assertThat(lint(scrape())).isEmpty();
			assertThat(scrape()).as("a watch on a webhook that never ends keeps it in memory")
				.doesNotContain("http_server_requests");
			Process prometheus = start();
			try {
				await().ignoreExceptions()
					.until(() -> JsonPath
						.<List<String>>read(ask("/api/v1/targets"),
								"$.data.activeTargets[?(@.health == 'up')].lastError")
						.equals(List.of("")));
				await().until(() -> JsonPath
					.<List<String>>read(ask("/api/v1/rules"), "$.data.groups[*].rules[?(@.health != 'ok')].name")
					.isEmpty());
				assertThat(JsonPath.<List<String>>read(ask("/api/v1/rules"), "$.data.groups[*].rules[*].name"))
					.hasSizeGreaterThan(20);
				for (String query : Queries.board()) {
					assertThat(JsonPath.<String>read(query(query), "$.status")).as(query).isEqualTo("success");
				}
				await().until(() -> !JsonPath
					.<List<Object>>read(query("fuse_sync_end_to_end_seconds_count > 0"), "$.data.result")
					.isEmpty());
			}
			finally {
				prometheus.destroyForcibly().onExit().join();
			}
		}
	}

	/** What Prometheus' linter says. */
	private List<String> lint(String metrics) throws IOException, InterruptedException {
		Path page = Files.writeString(this.directory.resolve("metrics"), metrics);
		Process promtool = new ProcessBuilder("promtool", "check", "metrics").redirectInput(page.toFile())
			.redirectErrorStream(true)
			.start();
		List<String> output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
			.toList();
		assertThat(promtool.waitFor(1, TimeUnit.MINUTES)).isTrue();
		return output;
	}

	private Process start() throws IOException {
		Path configuration = Files.writeString(this.directory.resolve("prometheus.yml"), """
				global: { scrape_interval: 1s, evaluation_interval: 1s }
				rule_files: [ "%s" ]
				scrape_configs:
				  - job_name: fuse-sync
				    metrics_path: /actuator/prometheus
				    basic_auth: { username: user, password: %s }
				    static_configs: [ { targets: [ "localhost:%d" ] } ]
				""".formatted(Path.of("src/main/prometheus/alerts.yaml").toAbsolutePath(), PASSWORD,
				this.managementPort));
		List<String> command = new ArrayList<>(List.of("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + this.directory.resolve("tsdb"),
				"--web.listen-address=127.0.0.1:" + this.prometheusPort));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("prometheus.log").toFile())
			.start();
	}

	private String scrape() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/prometheus"))
			.header("Authorization",
					"Basic " + Base64.getEncoder()
						.encodeToString(("user:" + PASSWORD).getBytes(StandardCharsets.US_ASCII)))
			.build();
		return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	private String query(String query) throws IOException, InterruptedException {
		return ask("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
	}

	private String ask(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.prometheusPort + path))
			.build();
		return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	private Map<String, String> environment(FuseStandIn fuse) {
		Map<String, String> environment = new HashMap<>();
		environment.put("FUSE_BASE_PATH", fuse.basePath());
		environment.put("FUSE_API_KEY", Webhooks.API_KEY);
		environment.put("FUSE_CLIENT_ID", "test-client");
		environment.put("SPRING_SECURITY_USER_PASSWORD", PASSWORD);
		environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(this.managementPort));
		return environment;
	}

}
