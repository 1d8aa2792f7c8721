package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances on one PostgreSQL lose nothing, and call Fuse once at a time for a
 * connection.
 */
@Tag("drill")
class InstancesIT {

	private static final Logger LOG = LoggerFactory.getLogger(InstancesIT.class);

	private static final int KILLS = Integer.getInteger("fuse-sync.kills", 3);

	private static final Duration LONG = Duration.ofMinutes(3);

	/** A lease, and the time that another instance takes to notice its end. */
	private static final Duration FREEZE = Duration.ofSeconds(40);

	/** Much shorter than a lease: the buckets were given back. */
	private static final Duration SOON = Duration.ofSeconds(15);

	@TempDir
	Path directory;

	private String url;

	@BeforeAll
	static void installed() {
		PostgresServer.shared();
	}

	@BeforeEach
	void newSchema() {
		this.url = PostgresServer.shared().newSchema();
	}

	@Test
	void loseNothingWhenKilled() throws Exception {
		Random random = new Random();
		try (FuseStandIn fuse = slowly();
				PackagedProgram a = instance("a", fuse);
				PackagedProgram b = instance("b", fuse)) {
			List<Load> loads = startBoth(a, b);
			for (int kill = 1; kill <= KILLS; kill++) {
				int before = accepted(loads);
				await().atMost(LONG).until(() -> accepted(loads) > before + 50 + random.nextInt(500));
				PackagedProgram one = random.nextBoolean() ? a : b;
				one.kill();
				one.start();
			}
			end(loads, fuse);
			report(KILLS + " kills of one of two instances", loads, fuse);
			assertThat(fuse.overlaps).hasValue(0);
		}
	}

	@Test
	void anInstanceThatWasFrozenBeginsAgain() throws Exception {
		try (FuseStandIn fuse = slowly();
				PackagedProgram a = instance("a", fuse);
				PackagedProgram b = instance("b", fuse)) {
			List<Load> loads = startBoth(a, b);
			await().atMost(LONG).until(() -> accepted(loads) > 200);
			signal("STOP", a);
			TimeUnit.NANOSECONDS.sleep(FREEZE.toNanos());
			await().atMost(LONG).until(() -> owners().equals(List.of(256)));
			int overlapsBefore = fuse.overlaps.get();
			signal("CONT", a);
			await().atMost(LONG).until(() -> owners().equals(List.of(128, 128)));
			end(loads, fuse);
			report("a freeze, " + (fuse.overlaps.get() - overlapsBefore) + " overlapping calls", loads, fuse);
			assertThat(overlapsBefore).isZero();
			assertThat(a.output()).contains("The lease of this instance has ended");
			// No more than it was calling for when it froze.
			assertThat(fuse.overlaps.get()).isLessThanOrEqualTo(64);
		}
	}

	@Test
	void areRestartedOneAfterTheOther() throws Exception {
		try (FuseStandIn fuse = slowly();
				PackagedProgram a = instance("a", fuse);
				PackagedProgram b = instance("b", fuse)) {
			List<Load> loads = startBoth(a, b);
			for (PackagedProgram one : List.of(a, b, a)) {
				int before = accepted(loads);
				await().atMost(LONG).until(() -> accepted(loads) > before + 100);
				one.stop();
				assertThat(one.awaitExit()).isEqualTo(143);
				await().atMost(LONG).until(() -> owners().equals(List.of(256)));
				one.start();
				await().atMost(LONG).until(() -> owners().equals(List.of(128, 128)));
			}
			end(loads, fuse);
			report("a rolling restart", loads, fuse);
			assertThat(fuse.overlaps).hasValue(0);
			assertThat(fuse.twice()).isZero();
			for (Load load : loads) {
				assertThat(load.latest(fuse)).isLessThan(SOON);
			}
		}
	}

	@Test
	void anIdleInstanceAsksLessThanThreeTimesASecond() throws Exception {
		try (PostgresServer server = PostgresServer.start("log_statement = 'all'", "log_line_prefix = '%n '");
				FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = instance("idle", fuse, server.newSchema())) {
			program.start();
			await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			int busy = server.statements().size();
			await().atMost(LONG).until(() -> server.statements().size() > busy + 100);
			List<Double> times = server.statements().subList(busy + 30, busy + 100);
			double rate = (times.size() - 1) / (times.get(times.size() - 1) - times.get(0));
			LOG.info("After the start an idle instance asks {} times a second", rate);
			assertThat(rate).isLessThan(3);
		}
	}

	private static FuseStandIn slowly() throws IOException {
		FuseStandIn fuse = new FuseStandIn();
		fuse.answer = (connection) -> {
			TimeUnit.MILLISECONDS.sleep(20);
			return 200;
		};
		return fuse;
	}

	private PackagedProgram instance(String name, FuseStandIn fuse) throws IOException {
		return instance(name, fuse, this.url);
	}

	private PackagedProgram instance(String name, FuseStandIn fuse, String database) throws IOException {
		return new PackagedProgram(Files.createDirectory(this.directory.resolve(name)),
				Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
						"test-client", "SPRING_DATASOURCE_URL", database, "SPRING_DATASOURCE_USERNAME", "fuse"));
	}

	/** Starts two instances, and a load on each once they share the buckets. */
	private List<Load> startBoth(PackagedProgram a, PackagedProgram b) throws IOException {
		a.start();
		b.start();
		await().atMost(LONG).ignoreExceptions().until(() -> owners().equals(List.of(128, 128)));
		return List.of(new Load(a, 2, 200), new Load(b, 2, 200));
	}

	private static int accepted(List<Load> loads) {
		return loads.stream().mapToInt((load) -> load.accepted.size()).sum();
	}

	private static void end(List<Load> loads, FuseStandIn fuse) throws Exception {
		for (Load load : loads) {
			load.stop();
		}
		for (Load load : loads) {
			await().atMost(LONG).untilAsserted(() -> assertThat(load.lost(fuse)).isEmpty());
			assertThat(load.otherAnswers).isSubsetOf(503);
		}
	}

	/** How many buckets each owner has. */
	private List<Integer> owners() throws SQLException {
		return numbers("SELECT count(*) FROM bucket WHERE owner IS NOT NULL GROUP BY owner");
	}

	private List<Integer> numbers(String sql) throws SQLException {
		List<Integer> numbers = new ArrayList<>();
		try (Connection connection = PostgresServer.connect(this.url);
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			while (row.next()) {
				numbers.add(row.getInt(1));
			}
		}
		return numbers;
	}

	private static void signal(String signal, PackagedProgram program) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(program.pid())).start().waitFor()).isZero();
	}

	private void report(String drill, List<Load> loads, FuseStandIn fuse) throws Exception {
		int dead = numbers("SELECT count(*) FROM webhook WHERE state = 'dead-lettered'").get(0);
		for (Load load : loads) {
			LOG.info("After {}: {}, the latest synced after {} ms, {} overlapping calls, {} dead-lettered", drill,
					load.figures(fuse), load.latest(fuse).toMillis(), fuse.overlaps, dead);
		}
		assertThat(dead).isZero();
	}

}
