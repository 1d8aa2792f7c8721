package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The disk is full, or gone, while webhooks come in: none that was accepted is lost. */
@Tag("drill")
class FailingDiskIT {

	private static final Logger LOG = LoggerFactory.getLogger(FailingDiskIT.class);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final Duration LONG = Duration.ofMinutes(2);

	@TempDir
	Path directory;

	private final int managementPort = PackagedProgram.freePort();

	private final int fusePort = PackagedProgram.freePort();

	private final Map<String, String> environment = new HashMap<>(Map.of("FUSE_BASE_PATH",
			"http://localhost:" + this.fusePort, "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client",
			"FUSE_BREAKER_LONGESTOPEN", "1s", "MANAGEMENT_SERVER_PORT", String.valueOf(this.managementPort)));

	private final Set<String> accepted = new HashSet<>();

	@AfterEach
	void unmount() throws Exception {
		run("umount", data().toString());
	}

	@Test
	void refusesWhileOthersFillTheDiskAndGoesOnOnceThereIsRoom() throws Exception {
		mount();
		try (PackagedProgram program = program()) {
			start(program);
			accept(program, 50, 1_000);
			Path others = fill(58);
			await().atMost(LONG).until(() -> send(program, 1_000) == 503 && health("/readiness") == 503);
			assertThat(health("/liveness")).isEqualTo(200);
			Files.delete(others);
			await().atMost(LONG).until(() -> send(program, 1_000) == 200 && health("/readiness") == 200);
			assertAllSynced("a disk filled by others");
		}
	}

	@Test
	void losesNothingWhenThereIsNoByteLeft() throws Exception {
		mount();
		// The broker never finds it nearly full, as when it fills between two looks.
		this.environment.put("FUSE_INBOX_MAXDISKUSAGE", "100");
		try (PackagedProgram program = program()) {
			start(program);
			accept(program, 50, 1_000);
			Path others = fill(64);
			await().atMost(LONG).until(() -> send(program, 90_000) == 503 && send(program, 200_000) == 503);
			Files.delete(others);
			await().atMost(LONG).until(() -> restartedIfBroken(program) && send(program, 200_000) == 200);
			assertAllSynced("a disk without a byte left");
		}
	}

	@Test
	void losesNothingWhenTheJournalCannotBeWritten() throws Exception {
		Path journal = data().resolve("journal");
		Path elsewhere = this.directory.resolve("elsewhere");
		try (PackagedProgram program = program()) {
			start(program);
			accept(program, 50, 1_000);
			Files.move(journal, elsewhere);
			await().atMost(LONG).until(() -> send(program, 90_000) == 503);
			await().atMost(LONG).until(() -> health("/liveness") == 503);
			assertThat(health("/readiness")).isEqualTo(503);
			assertThat(program.output()).contains("The broker stops, since it cannot use its files");
			Files.move(elsewhere, journal);
			assertThat(restartedIfBroken(program)).isTrue();
			await().atMost(LONG).until(() -> health("/readiness") == 200 && health("/liveness") == 200);
			assertAllSynced("a journal that could not be written");
		}
	}

	private Path data() {
		return this.directory.resolve("data");
	}

	private void mount() throws Exception {
		Files.createDirectory(data());
		assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", data().toString()))
			.as("may not mount a small disk")
			.isZero();
	}

	/**
	 * What lies on the small disk beside the broker's files, up to so many MiB in all.
	 */
	private Path fill(long mebibytes) throws IOException {
		Path others = data().resolve("others");
		byte[] part = new byte[64 << 10];
		long used = Files.getFileStore(data()).getTotalSpace() - Files.getFileStore(data()).getUsableSpace();
		try (var out = Files.newOutputStream(others)) {
			for (long left = (mebibytes << 20) - used; left > 0; left -= part.length) {
				out.write(part, 0, (int) Math.min(left, part.length));
			}
		}
		catch (IOException ex) {
			LOG.info("The small disk is full: {}", ex.getMessage());
		}
		return others;
	}

	private static int run(String... command) throws IOException, InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
		}
		catch (IOException ex) {
			return -1;
		}
	}

	/** Fuse is down until all is over, so that what was accepted has to be kept. */
	private PackagedProgram program() {
		return new PackagedProgram(this.directory, this.environment);
	}

	private void start(PackagedProgram program) throws IOException {
		program.start();
		await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
	}

	/** Does what a watcher of liveness does. */
	private boolean restartedIfBroken(PackagedProgram program) throws Exception {
		if (health("/liveness") == 503) {
			program.kill();
			start(program);
		}
		return true;
	}

	private void accept(PackagedProgram program, int webhooks, int filler) throws Exception {
		for (int i = 0; i < webhooks; i++) {
			assertThat(send(program, filler)).isEqualTo(200);
		}
	}

	private int send(PackagedProgram program, int filler) throws Exception {
		Webhooks webhook = Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","x":"%s"}""".formatted(Webhooks.SYNC_DATA,
				Webhooks.newConnection(), "x".repeat(filler)));
		int status = program.send(webhook).statusCode();
		if (status == 200) {
			this.accepted.add(FuseStandIn.sha256(webhook.body()));
		}
		return status;
	}

	private int health(String group) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/health" + group))
			.timeout(Duration.ofMinutes(1))
			.build();
		return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	private void assertAllSynced(String drill) throws IOException {
		try (FuseStandIn fuse = new FuseStandIn(this.fusePort)) {
			await().atMost(LONG).until(() -> fuse.synced.keySet().containsAll(this.accepted));
			LOG.info("After {}: {} accepted, 0 lost", drill, this.accepted.size());
		}
	}

}
