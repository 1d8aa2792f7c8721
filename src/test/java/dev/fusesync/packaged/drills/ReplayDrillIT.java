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

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A replay that is killed half-way: no dead letter is ever in neither place, and the
 * replay goes on by itself after the start.
 */
@Tag("drill")
class ReplayDrillIT {

	private static final Logger LOG = LoggerFactory.getLogger(ReplayDrillIT.class);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final int DEAD_LETTERS = 500;

	private static final int KILLS = 2;

	@TempDir
	Path directory;

	private final int managementPort = PackagedProgram.freePort();

	private final Set<String> accepted = new HashSet<>();

	@Test
	void losesNothingWhenABulkReplayIsKilled() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse)) {
			makeDeadLetters(program, fuse);
			replayAll();
			for (int kill = 0; kill < KILLS; kill++) {
				int enough = fuse.synced.size() + DEAD_LETTERS / 5;
				await().atMost(LONG).until(() -> fuse.synced.size() > enough);
				restart(program);
				assertNoneInNeitherPlace(fuse);
			}
			assertAllSynced(fuse);
		}
	}

	private PackagedProgram program(FuseStandIn fuse) {
		return new PackagedProgram(this.directory,
				Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
						"test-client", "MANAGEMENT_SERVER_PORT", String.valueOf(this.managementPort),
						"SPRING_SECURITY_USER_PASSWORD", "test-password", "FUSE_DEADLETTERS_REPLAYRATE", "50"));
	}

	private void makeDeadLetters(PackagedProgram program, FuseStandIn fuse) throws Exception {
		fuse.answer = (connection) -> 422;
		program.start();
		await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
		for (int i = 0; i < DEAD_LETTERS; i++) {
			Webhooks webhook = Webhooks.syncData(Webhooks.newConnection());
			assertThat(program.send(webhook).statusCode()).isEqualTo(200);
			this.accepted.add(FuseStandIn.sha256(webhook.body()));
		}
		await().atMost(LONG).until(() -> deadLetters() == DEAD_LETTERS);
		fuse.answer = (connection) -> 200;
	}

	private void restart(PackagedProgram program) throws Exception {
		program.kill();
		program.start();
		await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
	}

	/** What was in the inbox when it was killed is synced after the start. */
	private void assertNoneInNeitherPlace(FuseStandIn fuse) {
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(fuse.synced.size() + deadLetters()).isGreaterThanOrEqualTo(DEAD_LETTERS));
	}

	private void assertAllSynced(FuseStandIn fuse) {
		await().atMost(LONG).until(() -> deadLetters() == 0 && fuse.synced.keySet().containsAll(this.accepted));
		LOG.info("After {} kills of a bulk replay: {} dead letters, 0 lost, {} synced more than once", KILLS,
				DEAD_LETTERS, fuse.twice());
	}

	private int deadLetters() throws IOException, InterruptedException {
		HttpResponse<String> page = CLIENT.send(request().GET().build(), HttpResponse.BodyHandlers.ofString());
		return new ObjectMapper().readTree(page.body()).path("total").asInt(-1);
	}

	private void replayAll() throws IOException, InterruptedException {
		HttpRequest replay = request().header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"replay\",\"dryRun\":\"false\",\"all\":\"true\"}"))
			.build();
		assertThat(CLIENT.send(replay, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	private HttpRequest.Builder request() {
		String login = Base64.getEncoder().encodeToString("user:test-password".getBytes(StandardCharsets.UTF_8));
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/deadletters"))
			.timeout(Duration.ofMinutes(1))
			.header("Authorization", "Basic " + login);
	}

}
