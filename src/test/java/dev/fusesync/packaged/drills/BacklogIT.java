package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

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
 * A backlog is as long as the disk allows, in a small heap. {@code -Pscale} makes it
 * longer, {@code -Dfuse-sync.backlog=1000000} as long as one likes.
 */
@Tag("drill")
@Tag("scale")
class BacklogIT {

	private static final Logger LOG = LoggerFactory.getLogger(BacklogIT.class);

	private static final int BACKLOG = Integer.getInteger("fuse-sync.backlog", 2_000);

	private static final int LARGE = 100;

	/** Only a program that does nothing any more takes so long to do the next thing. */
	private static final Duration STANDSTILL = Duration.ofMinutes(3);

	@TempDir
	Path directory;

	@Test
	void acceptsWebhooksWhileFuseIsDownAndDrainsThemAfterwards() throws Exception {
		int port = PackagedProgram.freePort();
		try (PackagedProgram program = program("http://localhost:" + port)) {
			program.start();
			Load load = accept(program, "down");
			try (FuseStandIn fuse = new FuseStandIn(port)) {
				drain(program, load, fuse);
				assertThat(program.output()).contains("Circuit breaker open", "Fuse is back");
				// A few attempts until the breaker opened, and none was spent meanwhile.
				assertThat(fuse.calls.get()).isLessThan(BACKLOG + BACKLOG / 10);
			}
		}
	}

	@Test
	void holdsMoreThatFailThanMemoryHolds() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = program(fuse.basePath(), "FUSE_RETRY_DELAYS", "10s")) {
			fuse.answer = (connection) -> 500;
			program.start();
			Load load = accept(program, "failing");
			awaitProgress(fuse.calls::get, BACKLOG);
			LOG.info("All {} have failed: {} MiB of memory at most, {} MiB on disk", BACKLOG, program.peakMemory(),
					onDisk());
			fuse.answer = (connection) -> 200;
			drain(program, load, fuse);
			assertThat(program.output()).doesNotContain("Circuit breaker open");
		}
	}

	/**
	 * As large as they may be, from many senders at once; each fails once, but the one
	 * that says that Fuse is back. The heap would be too small if each worker kept its
	 * last one.
	 */
	@Test
	void largeWebhooksFitIntoASmallHeap() throws Exception {
		int port = PackagedProgram.freePort();
		try (PackagedProgram program = program("http://localhost:" + port, "FUSE_RETRY_DELAYS", "5s")) {
			program.start();
			await().atMost(STANDSTILL).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			Set<String> accepted = acceptLarge(program);
			Set<String> failed = ConcurrentHashMap.newKeySet();
			try (FuseStandIn fuse = new FuseStandIn(port)) {
				fuse.answer = (connection) -> !fuse.synced.isEmpty() && failed.add(connection) ? 500 : 200;
				awaitProgress(fuse.synced::size, LARGE);
				assertThat(fuse.synced.keySet()).isEqualTo(accepted);
			}
			LOG.info("{} webhooks of 2 MB: {} MiB of memory at most", LARGE, program.peakMemory());
			assertThat(program.output()).doesNotContain("OutOfMemoryError");
		}
	}

	private static Set<String> acceptLarge(PackagedProgram program) {
		Set<String> accepted = ConcurrentHashMap.newKeySet();
		ExecutorService senders = Executors.newFixedThreadPool(64);
		String data = "x".repeat(2_000_000);
		for (int i = 0; i < LARGE; i++) {
			String connection = "large-" + i;
			senders.submit(() -> {
				Webhooks webhook = Webhooks.signed("""
						{"type":"%s","financial_connection_id":"%s","source":"plaid","remote_data":"%s"}"""
					.formatted(Webhooks.SYNC_DATA, connection, data));
				await().atMost(STANDSTILL).until(() -> program.accepts(webhook));
				return accepted.add(FuseStandIn.sha256(webhook.body()));
			});
		}
		senders.shutdown();
		awaitProgress(accepted::size, LARGE);
		return accepted;
	}

	private PackagedProgram program(String basePath, String... more) {
		Map<String, String> environment = new HashMap<>(
				Map.of("FUSE_BASE_PATH", basePath, "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"));
		for (int i = 0; i < more.length; i += 2) {
			environment.put(more[i], more[i + 1]);
		}
		return new PackagedProgram(this.directory, environment, "-Xmx192m", "-XX:+ExitOnOutOfMemoryError");
	}

	private Load accept(PackagedProgram program, String fuse) throws Exception {
		await().atMost(STANDSTILL).until(() -> program.accepts(Webhooks.ofType("other", "up")));
		Instant begin = Instant.now();
		Load load = new Load(program, 32, 10_000, BACKLOG, false);
		awaitProgress(load.accepted::size, BACKLOG);
		load.join();
		assertThat(load.otherAnswers).isSubsetOf(503);
		report("Accepted while Fuse is " + fuse, program, begin);
		return load;
	}

	private void drain(PackagedProgram program, Load load, FuseStandIn fuse) throws Exception {
		Instant begin = Instant.now();
		awaitProgress(fuse.synced::size, BACKLOG);
		report("Synced once Fuse was back", program, begin);
		assertThat(fuse.synced.keySet()).isEqualTo(load.accepted);
		assertThat(program.output()).doesNotContain("OutOfMemoryError", "Dead-lettered");
	}

	private static void awaitProgress(IntSupplier progress, int end) {
		while (progress.getAsInt() < end) {
			int before = progress.getAsInt();
			await().atMost(STANDSTILL).until(() -> progress.getAsInt() > before);
		}
	}

	private void report(String what, PackagedProgram program, Instant begin) throws IOException {
		long seconds = Math.max(1, Duration.between(begin, Instant.now()).toSeconds());
		LOG.info("{}: {} webhooks in {} s, {} a second, {} MiB of memory at most, {} MiB on disk", what, BACKLOG,
				seconds, BACKLOG / seconds, program.peakMemory(), onDisk());
	}

	private long onDisk() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory.resolve("data"))) {
			return files.mapToLong((file) -> file.toFile().length()).sum() >> 20;
		}
	}

}
