package dev.fusesync.packaged;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.awaitility.Awaitility.await;

/**
 * What a webhook costs instances and brokers, for the table in scaling.md:
 * {@code ./mvnw verify -Pcluster -Dit.test=CapacityIT}. Senders, instances and brokers
 * share the processors of one machine, so the rates show a trend only.
 */
class CapacityIT {

	private static final Logger LOG = LoggerFactory.getLogger(CapacityIT.class);

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final int WEBHOOKS = Integer.getInteger("fuse-sync.webhooks", 10_000);

	private static final int SENDERS = 16;

	@TempDir
	Path directory;

	private final List<PackagedProgram> programs = new ArrayList<>();

	@ParameterizedTest
	@CsvSource({ "1, false", "2, false", "4, false", "2, true" })
	void measures(int instances, boolean withBackup) throws Exception {
		List<Broker> brokers = withBackup ? Broker.pair(this.directory) : List.of(Broker.alone(this.directory));
		try (FuseStandIn fuse = new FuseStandIn()) {
			brokers.get(0).start().awaitLive();
			if (withBackup) {
				brokers.get(1).start().awaitSynchronized();
			}
			for (int i = 0; i < instances; i++) {
				this.programs.add(start(i, Broker.environment(brokers.get(0).url(), fuse)));
			}
			run(fuse);
			Duration before = processorTime();
			Duration ofBrokers = processorTime(brokers);
			Figures figures = run(fuse);
			LOG.info("{} instances, backup {}: {}, per webhook {} us of processor time in instances, {} us in brokers",
					instances, withBackup, figures, perWebhook(processorTime().minus(before)),
					perWebhook(processorTime(brokers).minus(ofBrokers)));
		}
		finally {
			this.programs.forEach(PackagedProgram::close);
			brokers.forEach(Broker::close);
		}
	}

	private PackagedProgram start(int number, Map<String, String> environment) throws Exception {
		PackagedProgram program = new PackagedProgram(
				Files.createDirectory(this.directory.resolve(String.valueOf(number))), environment,
				"-XX:TieredStopAtLevel=4", "-Xmx200m");
		program.start();
		await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
		return program;
	}

	private Figures run(FuseStandIn fuse) throws InterruptedException {
		Instant begin = Instant.now();
		Load load = new Load(this.programs, SENDERS, WEBHOOKS, WEBHOOKS, false);
		load.join();
		Duration accepting = Duration.between(begin, Instant.now());
		// AssertJ would look at each pair of the two.
		await().atMost(LONG).until(() -> fuse.synced.keySet().containsAll(load.accepted));
		return new Figures(perSecond(accepting), perSecond(Duration.between(begin, Instant.now())));
	}

	private static long perSecond(Duration time) {
		return WEBHOOKS * 1_000L / time.toMillis();
	}

	private static long perWebhook(Duration time) {
		return time.toNanos() / 1_000 / WEBHOOKS;
	}

	private Duration processorTime() {
		return this.programs.stream().map(PackagedProgram::processorTime).reduce(Duration.ZERO, Duration::plus);
	}

	private static Duration processorTime(List<Broker> brokers) {
		return brokers.stream().map(Broker::processorTime).reduce(Duration.ZERO, Duration::plus);
	}

	private record Figures(long accepted, long synced) {

		@Override
		public String toString() {
			return this.accepted + " accepted a second, " + this.synced + " accepted and synced a second";
		}

	}

}
