package dev.fusesync.packaged;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances on one primary broker with a backup, both behind cables that can be cut.
 * Whatever breaks, nothing that was answered with 200 is lost.
 */
class ClusterIT {

	private static final Logger LOG = LoggerFactory.getLogger(ClusterIT.class);

	private static final Duration LONG = Duration.ofMinutes(3);

	@TempDir
	static Path directory;

	private static FuseStandIn fuse;

	/** The first is the live one when a test begins. */
	private static List<Broker> brokers;

	private static List<Cable> cables;

	private static List<PackagedProgram> programs;

	@BeforeAll
	static void start() throws Exception {
		fuse = new FuseStandIn();
		brokers = Broker.pair(directory);
		brokers.get(0).start().awaitLive();
		brokers.get(1).start().awaitSynchronized();
		cables = List.of(new Cable(brokers.get(0).port), new Cable(brokers.get(1).port));
		String urls = "(%s,%s)";
		programs = List.of(program("one", urls.formatted(brokers.get(0).url(), brokers.get(1).url())),
				program("two", urls.formatted(cables.get(0).url(), cables.get(1).url())));
		for (PackagedProgram program : programs) {
			program.start();
			await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
		}
	}

	private static PackagedProgram program(String name, String brokers) throws Exception {
		return new PackagedProgram(Files.createDirectory(directory.resolve(name)), Broker.environment(brokers, fuse));
	}

	@AfterAll
	static void stop() throws Exception {
		programs.forEach(PackagedProgram::close);
		for (Cable cable : cables) {
			cable.close();
		}
		brokers.forEach(Broker::close);
		fuse.close();
	}

	@BeforeEach
	void fuseTakesAMoment() {
		fuse.mostOfOneConnection.set(0);
		fuse.overlaps.set(0);
		fuse.answer = (connection) -> {
			TimeUnit.MILLISECONDS.sleep(20);
			return 200;
		};
	}

	@Test
	void syncsOneWebhookOfAConnectionAtATimeFromTwoInstances() throws Exception {
		Load load = new Load(programs, 4, 50);
		awaitAccepted(load, 400);
		load.stop();
		awaitAllSynced("both at work", load);
		assertThat(fuse.mostOfOneConnection).hasValue(1);
		assertThat(fuse.mostAtOnce.get()).isGreaterThan(1);
		for (PackagedProgram program : programs) {
			assertThat(program.output()).contains("Synced financial_connection.sync_data");
		}
	}

	@Test
	void losesNothingWhenAnInstanceIsKilled() throws Exception {
		Load load = new Load(programs, 4, 500);
		awaitAccepted(load, 200);
		programs.get(0).kill();
		awaitAccepted(load, load.accepted.size() + 100);
		programs.get(0).start();
		awaitAccepted(load, load.accepted.size() + 200);
		load.stop();
		awaitAllSynced("one instance killed", load);
		assertThat(fuse.mostOfOneConnection).hasValue(1);
	}

	@Test
	void losesNothingWhenTheBackupTakesOver() throws Exception {
		for (int turn = 0; turn < 2; turn++) {
			Broker live = brokers.get(turn);
			Load load = new Load(programs, 4, 500);
			awaitAccepted(load, 200);
			Instant killed = Instant.now();
			live.kill();
			Duration away = awaitMoreAccepted(load, killed);
			live.start().awaitSynchronized();
			awaitAccepted(load, load.accepted.size() + 200);
			load.stop();
			awaitAllSynced("the live broker killed, webhooks taken again after " + away.toMillis() + " ms", load);
		}
	}

	@Test
	void losesNothingWhenBothBrokersAreDownForAMinute() throws Exception {
		Load load = new Load(programs, 4, 500);
		awaitAccepted(load, 200);
		brokers.get(1).kill();
		brokers.get(0).kill();
		Instant down = Instant.now();
		await().atMost(LONG).until(() -> Duration.between(down, Instant.now()).toSeconds() >= 60);
		Instant back = Instant.now();
		brokers.get(0).start();
		Duration away = awaitMoreAccepted(load, back);
		brokers.get(1).start().awaitSynchronized();
		awaitAccepted(load, load.accepted.size() + 200);
		load.stop();
		awaitAllSynced(
				"both brokers down for a minute, webhooks taken " + away.toMillis() + " ms after the primary's start",
				load);
	}

	@Test
	void losesNothingWhenAnInstanceIsCutOff() throws Exception {
		Load load = new Load(programs, 4, 500);
		awaitAccepted(load, 200);
		cables.forEach(Cable::cut);
		Instant cut = Instant.now();
		await().atMost(LONG).until(() -> Duration.between(cut, Instant.now()).toSeconds() >= 75);
		Instant mended = Instant.now();
		cables.forEach(Cable::mend);
		await().atMost(LONG).until(() -> programs.get(1).accepts(Webhooks.ofType("other", "back")));
		Duration away = Duration.between(mended, Instant.now());
		awaitAccepted(load, load.accepted.size() + 200);
		load.stop();
		awaitAllSynced("one instance cut off for 75 s, webhooks taken there after another " + away.toMillis() + " ms",
				load);
		assertThat(fuse.mostOfOneConnection).hasValue(1);
	}

	private static void awaitAccepted(Load load, int webhooks) {
		await().atMost(LONG).until(() -> load.accepted.size() > webhooks);
	}

	private static Duration awaitMoreAccepted(Load load, Instant since) {
		awaitAccepted(load, load.accepted.size() + 4);
		return Duration.between(since, Instant.now());
	}

	private static void awaitAllSynced(String drill, Load load) {
		Instant begin = Instant.now();
		await().atMost(LONG).untilAsserted(() -> assertThat(lost(load)).isEmpty());
		assertThat(load.otherAnswers).isSubsetOf(503);
		assertThat(load.slowestAnswer).as("no sender waits as long as a client of the broker does, which is 30 s")
			.hasValueLessThan(20_000);
		long twice = load.accepted.stream().filter((webhook) -> fuse.synced.get(webhook) > 1).count();
		LOG.info(
				"{}: {} accepted, 0 lost, {} synced more than once, {} overlaps of one connection, the last synced "
						+ "{} ms after the load, slowest answer {} ms",
				drill, load.accepted.size(), twice, fuse.overlaps, Duration.between(begin, Instant.now()).toMillis(),
				load.slowestAnswer);
	}

	private static Set<String> lost(Load load) {
		Set<String> lost = new HashSet<>(load.accepted);
		lost.removeAll(fuse.synced.keySet());
		return lost;
	}

}
