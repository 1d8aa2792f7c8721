package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.awaitility.Awaitility.await;

/**
 * What a webhook costs an instance in processor time: {@code ./mvnw verify -Pscale}.
 * Senders and the instance share the processors of one machine, so the rates show a trend
 * only.
 */
@Tag("scale")
class CapacityIT {

	private static final Logger LOG = LoggerFactory.getLogger(CapacityIT.class);

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final int WEBHOOKS = Integer.getInteger("fuse-sync.webhooks", 10_000);

	private static final int SENDERS = 16;

	@TempDir
	Path directory;

	@Test
	void measures() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, Map.of("FUSE_BASE_PATH", fuse.basePath(),
						"FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"), "-XX:TieredStopAtLevel=4",
						"-Xmx200m")) {
			program.start();
			await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			run(program, fuse);
			Duration before = program.processorTime();
			Figures figures = run(program, fuse);
			LOG.info("{}, per webhook {} us of processor time", figures,
					perWebhook(program.processorTime().minus(before)));
		}
	}

	private static Figures run(PackagedProgram program, FuseStandIn fuse) throws InterruptedException {
		Instant begin = Instant.now();
		Load load = new Load(program, SENDERS, WEBHOOKS, WEBHOOKS, false);
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

	private record Figures(long accepted, long synced) {

		@Override
		public String toString() {
			return this.accepted + " accepted a second, " + this.synced + " accepted and synced a second";
		}

	}

}
