package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fuse is called no more often than fuse.sync.max-rate says, by its own clock. Calls are
 * spread when they begin. One that is slow to reach Fuse may come together with later
 * ones, and a redelivery does not wait. Twice the rate is allowed for that; without a
 * limit there are some hundred.
 */
@Tag("drill")
class RateIT {

	private static final Logger LOG = LoggerFactory.getLogger(RateIT.class);

	private static final int RATE = 20;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	@TempDir
	Path directory;

	/** When Fuse was called. */
	private final ConcurrentLinkedQueue<Long> calls = new ConcurrentLinkedQueue<>();

	private int call() {
		this.calls.add(System.nanoTime());
		return 200;
	}

	/** The most calls within a second. */
	private int most() {
		List<Long> sorted = new ArrayList<>(this.calls);
		sorted.sort(null);
		int most = 0;
		int first = 0;
		for (int last = 0; last < sorted.size(); last++) {
			while (sorted.get(last) - sorted.get(first) >= SECOND) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return most;
	}

	private long within(int seconds) {
		long now = System.nanoTime();
		return this.calls.stream().filter((call) -> now - call < seconds * SECOND).count();
	}

	@Test
	void whatExceedsTheRateWaitsAndIsSyncedOnceAlsoAfterAStop() throws Exception {
		Set<String> failed = ConcurrentHashMap.newKeySet();
		try (FuseStandIn fuse = new FuseStandIn()) {
			// A fifth of them is redelivered.
			fuse.answer = (connection) -> (call() == 200 && connection.endsWith("7") && failed.add(connection)) ? 503
					: 200;
			PackagedProgram program = new PackagedProgram(this.directory,
					Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
							"test-client", "FUSE_SYNC_MAXRATE", String.valueOf(RATE)));
			try (program) {
				program.start();
				await().until(() -> program.accepts(Webhooks.syncData("first")));
				Load load = new Load(program, 4, 200, 600, false);
				load.join();
				await().until(() -> this.calls.size() > 60);
				assertThat(Database.of(program).count("waiting")).isGreaterThan(50);
				program.stop();
				assertThat(program.awaitExit()).isEqualTo(143);
				program.start();
				await().untilAsserted(() -> assertThat(load.lost(fuse)).isEmpty());
				assertThat(fuse.twice()).isZero();
				assertThat(failed).isNotEmpty();
				assertThat(program.output()).contains("call 2 follows now");
			}
			LOG.info("At {} calls/s: {} calls, {} redelivered, at most {} within a second", RATE, this.calls.size(),
					failed.size(), most());
			assertThat(most()).isLessThanOrEqualTo(RATE * 2);
		}
	}

	@Test
	void instancesShareTheRateAndTakeOverTheShareOfOneThatDies() throws Exception {
		try (Instances instances = new Instances(this.directory, PostgresServer.shared().newSchema())) {
			instances.fuse.answer = (connection) -> call();
			instances.set("FUSE_SYNC_MAXRATE", String.valueOf(RATE));
			instances.start(2);
			this.calls.clear();
			instances.programs.forEach((program) -> instances.loads.add(new Load(program, 1, 200, 700, false)));
			for (Load load : instances.loads) {
				load.join();
			}
			await().atMost(Instances.LONG).until(() -> within(5) >= RATE * 5 * 8 / 10);
			instances.programs.get(0).kill();
			await().atMost(Instances.LONG).until(() -> within(5) < RATE * 5 * 7 / 10);
			await().atMost(Instances.LONG).until(() -> within(5) >= RATE * 5 * 8 / 10);
			LOG.info("Two instances, one of which was killed: {} calls, at most {} within a second", this.calls.size(),
					most());
			assertThat(most()).isLessThanOrEqualTo(RATE * 2);
			await().atMost(Instances.LONG)
				.untilAsserted(
						() -> assertThat(instances.loads).allMatch((load) -> load.lost(instances.fuse).isEmpty()));
		}
	}

}
