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

import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.packaged.Strace;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
	void refusesBelowTheReserveAndGoesOnOnceThereIsRoom() throws Exception {
		mount();
		this.environment.put("FUSE_STORE_DISKRESERVE", "16MB");
		try (PackagedProgram program = program()) {
			start(program);
			accept(program, 50, 1_000);
			Path others = fill(58);
			await().atMost(LONG).until(() -> send(program, 1_000) == 503 && health("/readiness") == 503);
			assertThat(health("/liveness")).isEqualTo(200);
			Files.delete(others);
			await().atMost(LONG).until(() -> send(program, 1_000) == 200 && health("/readiness") == 200);
			assertThat(program.isAlive()).isTrue();
			assertAllSynced(program, "a disk filled by others");
		}
	}

	@Test
	void losesNothingWhenThereIsNoByteLeft() throws Exception {
		mount();
		// As when it fills between two looks.
		this.environment.put("FUSE_STORE_DISKRESERVE", "0");
		try (PackagedProgram program = program()) {
			start(program);
			accept(program, 50, 1_000);
			Path others = fill(64);
			await().atMost(LONG).until(() -> send(program, 90_000) == 503 && send(program, 200_000) == 503);
			await().atMost(LONG).until(() -> health("/readiness") == 503);
			assertThat(health("/liveness")).isEqualTo(200);
			Files.delete(others);
			await().atMost(LONG).until(() -> send(program, 200_000) == 200 && health("/readiness") == 200);
			assertThat(program.isAlive()).isTrue();
			assertAllSynced(program, "a disk without a byte left");
		}
	}

	/** While Fuse syncs, so that outcomes cannot be written either. */
	@Test
	void syncsWhatItHasWhileThereIsNoByteLeft() throws Exception {
		mount();
		this.environment.put("FUSE_STORE_DISKRESERVE", "0");
		try (PackagedProgram program = program(); FuseStandIn fuse = new FuseStandIn(this.fusePort)) {
			start(program);
			Load load = new Load(program, 4, 100, 2_000, false);
			await().atMost(LONG).until(() -> load.accepted.size() > 300);
			Path others = fill(64);
			await().atMost(LONG).until(() -> load.otherAnswers.contains(503));
			Files.delete(others);
			load.join();
			await().atMost(LONG).until(() -> load.lost(fuse).isEmpty());
			assertThat(load.otherAnswers).containsOnly(503);
			assertThat(program.isAlive()).isTrue();
			assertThat(Database.of(program).count("dead-lettered")).isZero();
			LOG.info("After a disk that was full for a while: {}, 0 dead-lettered", load.figures(fuse));
		}
	}

	/** A disk that fails, as far as the program can tell. */
	@ParameterizedTest
	@CsvSource({ "'fsync,fdatasync', EIO, -wal", "pwrite64, EIO, -wal", "pwrite64, EROFS, -wal",
			"'fsync,fdatasync', EIO, ''", "pwrite64, EIO, ''" })
	void endsWhenTheDiskFailsAndLosesNothing(String calls, String error, String suffix) throws Exception {
		try (PackagedProgram program = program()) {
			start(program);
			accept(program, 50, 1_000);
			Path file = Path.of(program.data().resolve("fuse-sync.db") + suffix).toAbsolutePath();
			try (Strace strace = Strace.attach(program, this.directory, "-P", file.toString(), "-e",
					"inject=" + calls + ":error=" + error)) {
				await().atMost(LONG).until(() -> !program.isAlive() || unanswered(program));
				assertThat(program.awaitExit()).isEqualTo(74);
				assertThat(strace.calls()).anyMatch((line) -> line.contains("(INJECTED)"));
			}
			assertThat(program.output()).contains("cannot be relied upon", "The program ends", "never delete the file");
			start(program);
			assertAllSynced(program, calls + " that fails with " + error + " on fuse-sync.db" + suffix);
		}
	}

	@Test
	void doesNotStartOnAReadOnlyDiskAndDeletesNothing() throws Exception {
		mount();
		this.environment.put("FUSE_STORE_DISKRESERVE", "1MB");
		try (PackagedProgram program = program()) {
			start(program);
			accept(program, 50, 1_000);
			program.kill();
			assertThat(run("mount", "-o", "remount,ro", data().toString())).isZero();
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(program.output()).contains("The data directory " + data().toAbsolutePath() + " ", "Action:");
			assertThat(run("mount", "-o", "remount,rw", data().toString())).isZero();
			start(program);
			assertAllSynced(program, "a disk that could not be written");
		}
	}

	/** Sends a large one, for a checkpoint, and says whether nobody answered. */
	private boolean unanswered(PackagedProgram program) throws Exception {
		try {
			send(program, 1_500_000);
			return false;
		}
		catch (IOException ex) {
			return true;
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
	 * What lies on the small disk beside the database, up to so many MiB in all.
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

	private void accept(PackagedProgram program, int webhooks, int filler) throws Exception {
		for (int i = 0; i < webhooks; i++) {
			assertThat(send(program, filler)).isEqualTo(200);
		}
	}

	private int send(PackagedProgram program, int filler) throws Exception {
		Webhooks webhook = Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","x":"%s"}""".formatted(Webhooks.SYNC_DATA,
				Webhooks.newConnection(), "x".repeat(filler)));
		HttpResponse<String> answer = program.send(webhook);
		int status = answer.statusCode();
		assertThat(status).isIn(200, 503);
		assertThat(status == 503).isEqualTo(answer.headers().firstValue("Retry-After").isPresent());
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

	private void assertAllSynced(PackagedProgram program, String drill) throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(this.fusePort)) {
			await().atMost(LONG).until(() -> fuse.synced.keySet().containsAll(this.accepted));
			assertThat(Database.of(program).count("dead-lettered")).isZero();
			LOG.info("After {}: {} accepted, 0 lost, {} synced more than once, 0 dead-lettered", drill,
					this.accepted.size(), fuse.twice());
		}
	}

}
