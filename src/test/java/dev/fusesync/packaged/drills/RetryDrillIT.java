package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Retry now of many that is killed half-way: no webhook is lost or retried twice, and it
 * goes on by itself after the start.
 */
@Tag("drill")
class RetryDrillIT {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final int WAITING = 500;

	private static final int KILLS = 2;

	@TempDir
	Path directory;

	private final int managementPort = PackagedProgram.freePort();

	private final Set<String> accepted = new HashSet<>();

	@Test
	void losesNothingWhenABulkRetryIsKilled() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse)) {
			makeWaiting(program, fuse);
			post("waiting", "{\"action\":\"retry\",\"dryRun\":\"false\",\"all\":\"true\"}");
			for (int kill = 0; kill < KILLS; kill++) {
				int enough = fuse.synced.size() + WAITING / 5;
				await().atMost(LONG).until(() -> fuse.synced.size() > enough);
				program.kill();
				program.start();
				await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			}
			await().atMost(LONG).until(() -> count("total") == 0 && fuse.synced.keySet().containsAll(this.accepted));
			await().atMost(LONG).until(() -> decision().path("state").asText().equals("done"));
			assertThat(decision().path("done").asInt()).isEqualTo(WAITING);
		}
	}

	/** Each fails once and waits an hour; the circuit breaker stays closed. */
	private PackagedProgram program(FuseStandIn fuse) {
		return new PackagedProgram(this.directory,
				Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
						"test-client", "MANAGEMENT_SERVER_PORT", String.valueOf(this.managementPort),
						"SPRING_SECURITY_USER_PASSWORD", "test-password", "FUSE_DEADLETTERS_REPLAYRATE", "50",
						"FUSE_RETRY_DELAYS", "1h", "FUSE_BREAKER_FAILURES", "1000"));
	}

	private void makeWaiting(PackagedProgram program, FuseStandIn fuse) throws Exception {
		fuse.answer = (connection) -> 500;
		program.start();
		await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
		for (int i = 0; i < WAITING; i++) {
			Webhooks webhook = Webhooks.syncData(Webhooks.newConnection());
			assertThat(program.send(webhook).statusCode()).isEqualTo(200);
			this.accepted.add(FuseStandIn.sha256(webhook.body()));
		}
		await().atMost(LONG).until(() -> count("total") == WAITING && count("due") == 0);
		fuse.answer = (connection) -> 200;
	}

	private JsonNode decision() throws IOException, InterruptedException {
		return get("deadletters/decisions").path(0);
	}

	private int count(String name) throws IOException, InterruptedException {
		return get("waiting/count").path(name).asInt(-1);
	}

	private JsonNode get(String path) throws IOException, InterruptedException {
		HttpResponse<String> answer = CLIENT.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
		return new ObjectMapper().readTree(answer.body());
	}

	private void post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	private HttpRequest.Builder request(String path) {
		String login = Base64.getEncoder().encodeToString("user:test-password".getBytes(StandardCharsets.UTF_8));
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/" + path))
			.timeout(Duration.ofMinutes(1))
			.header("Authorization", "Basic " + login);
	}

}
