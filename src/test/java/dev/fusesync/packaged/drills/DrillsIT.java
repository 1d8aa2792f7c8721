package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.fusesync.packaged.Database;
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

/** Nothing that was answered with 200 is lost, whatever happens. */
@Tag("drill")
class DrillsIT {

	private static final Logger LOG = LoggerFactory.getLogger(DrillsIT.class);

	private static final int KILLS = Integer.getInteger("fuse-sync.kills", 3);

	private static final Duration LONG = Duration.ofMinutes(3);

	@TempDir
	Path directory;

	@Test
	void losesNothingWhenKilled() throws Exception {
		Random random = new Random();
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse))) {
			program.start();
			Load load = new Load(program, 4, 500);
			for (int kill = 1; kill <= KILLS; kill++) {
				int enough = load.accepted.size() + 50 + random.nextInt(500);
				await().atMost(LONG).until(() -> load.accepted.size() > enough);
				program.kill();
				program.start();
			}
			load.stop();
			await().atMost(LONG).untilAsserted(() -> assertThat(load.lost(fuse)).isEmpty());
			assertThat(load.otherAnswers).isSubsetOf(503);
			report(KILLS + " kills", load, fuse, program);
		}
	}

	@Test
	void losesAndDoublesNothingWhenStopped() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse))) {
			fuse.answer = (connection) -> {
				TimeUnit.MILLISECONDS.sleep(20);
				return 200;
			};
			program.start();
			Load load = new Load(program, 4, 500);
			await().atMost(LONG).until(() -> load.accepted.size() > 300);
			program.stop();
			assertThat(program.awaitExit()).isEqualTo(143);
			program.start();
			int before = load.accepted.size();
			await().atMost(LONG).until(() -> load.accepted.size() > before + 100);
			load.stop();
			await().atMost(LONG).untilAsserted(() -> assertThat(load.lost(fuse)).isEmpty());
			assertThat(fuse.synced.values()).allMatch((times) -> times == 1);
			assertThat(load.otherAnswers).isSubsetOf(503);
			report("a stop", load, fuse, program);
		}
	}

	@Test
	void syncsOneWebhookOfAConnectionAtATimeAndManyConnectionsSideBySide() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse))) {
			fuse.answer = (connection) -> {
				TimeUnit.MILLISECONDS.sleep(20);
				return 200;
			};
			program.start();
			Load load = new Load(program, 4, 50);
			await().atMost(LONG).until(() -> load.accepted.size() > 400);
			load.stop();
			await().atMost(LONG).untilAsserted(() -> assertThat(load.lost(fuse)).isEmpty());
			assertThat(fuse.mostOfOneConnection).hasValue(1);
			assertThat(fuse.mostAtOnce.get()).isGreaterThan(1);
			report("at most " + fuse.mostAtOnce + " calls at once, 1 of a connection", load, fuse, program);
		}
	}

	@Test
	void aHangingConnectionHoldsUpNoOther() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse))) {
			fuse.answer = (connection) -> {
				if (connection.equals("hangs")) {
					hanging.await();
				}
				return 200;
			};
			program.start();
			await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			for (int i = 0; i < 20; i++) {
				Webhooks large = Webhooks.signed("{\"type\":\"" + Webhooks.SYNC_DATA
						+ "\",\"financial_connection_id\":\"hangs\",\"n\":\"" + i + "x".repeat(1_000_000) + "\"}");
				assertThat(program.send(large).statusCode()).isEqualTo(200);
			}
			await().until(() -> fuse.calls.get() == 1);
			for (int i = 0; i < 480; i++) {
				assertThat(program.send(Webhooks.syncData("goes-on-" + i)).statusCode()).isEqualTo(200);
			}
			await().atMost(LONG).until(() -> fuse.synced.size() == 480);
			assertThat(fuse.mostOfOneConnection).hasValue(1);
			hanging.countDown();
			await().atMost(LONG).until(() -> fuse.synced.size() == 500);
			LOG.info("With one connection of 20 webhooks hanging 480 of 480 others were synced");
		}
	}

	private Map<String, String> environment(FuseStandIn fuse) {
		return new HashMap<>(Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY,
				"FUSE_CLIENT_ID", "test-client"));
	}

	private static void report(String drill, Load load, FuseStandIn fuse, PackagedProgram program) throws Exception {
		long deadLettered = Database.of(program).count("dead-lettered");
		LOG.info("After {}: {}, {} dead-lettered", drill, load.figures(fuse), deadLettered);
		assertThat(deadLettered).isZero();
	}

}
