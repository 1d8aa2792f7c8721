package dev.fusesync.packaged.drills;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.packaged.Strace;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** SIGKILL while the database does more than to take in a webhook. */
@Tag("drill")
class KillDrillsIT {

	private static final Logger LOG = LoggerFactory.getLogger(KillDrillsIT.class);

	private static final Duration LONG = Duration.ofMinutes(3);

	private static final int KILLS = Integer.getInteger("fuse-sync.kills", 3);

	/** Where the header of the write-ahead log counts its checkpoints. */
	private static final int CHECKPOINTS = 12;

	@TempDir
	Path directory;

	private final Map<String, String> environment = new HashMap<>(
			Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"));

	@Test
	void losesNothingWhenKilledDuringCheckpoints() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse)) {
			program.start();
			Load load = new Load(program, 8, 500);
			for (int kill = 1; kill <= KILLS; kill++) {
				await().atMost(LONG).ignoreExceptions().until(() -> program.accepts(Webhooks.ofType("other", "up")));
				int before = checkpoints(program);
				await().atMost(LONG).until(() -> Math.abs(checkpoints(program) - before) > 10);
				program.kill();
				program.start();
			}
			end(load, fuse, program, KILLS + " kills during checkpoints");
		}
	}

	@Test
	void losesNothingWhenKilledWhileTheHistoryIsTrimmed() throws Exception {
		this.environment.put("FUSE_STORE_MAXHISTORY", "20");
		killUnderLoad("while the history of 20 is trimmed");
	}

	/** The webhook is on disk, and its sender does not know. */
	@Test
	void syncsWhatIsOnDiskWhenKilledBeforeItAnswers() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse)) {
			program.start();
			await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			Path log = Database.of(program).log();
			String connection = Webhooks.newConnection();
			Webhooks webhook = Webhooks.syncData(connection);
			Thread sender = new Thread(() -> fails(program, webhook));
			try (Strace strace = Strace.attach(program, this.directory, "-P", log.toAbsolutePath().toString(), "-e",
					"inject=fsync,fdatasync:delay_exit=10000000")) {
				sender.start();
				await().atMost(LONG)
					.until(() -> Files.readString(log, StandardCharsets.ISO_8859_1).contains(connection)
							&& strace.calls().stream().anyMatch((line) -> line.matches("\\d+ +f(data)?sync\\(.*")));
				program.kill();
			}
			sender.join();
			assertThat(fuse.synced).isEmpty();
			program.start();
			await().atMost(LONG).until(() -> fuse.synced.containsKey(FuseStandIn.sha256(webhook.body())));
			assertThat(fuse.twice()).isZero();
			LOG.info("After a kill between commit and answer: synced once without being sent again");
		}
	}

	@Test
	void losesNothingAndLeavesNoHalfCopyWhenKilledDuringABackup() throws Exception {
		Path backups = this.directory.resolve("backup");
		int management = PackagedProgram.freePort();
		this.environment.putAll(Map.of("FUSE_STORE_BACKUP_DIRECTORY", backups.toString(), "FUSE_RETRY_DELAYS", "10s",
				"MANAGEMENT_SERVER_PORT", String.valueOf(management), "SPRING_SECURITY_USER_PASSWORD", "password"));
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse)) {
			fuse.answer = (connection) -> 500;
			program.start();
			// About 50 MB wait.
			Load load = new Load(program, 4, 500, 600, true);
			load.join();
			int half = 0;
			for (int kill = 1; kill <= KILLS; kill++) {
				CompletableFuture<HttpResponse<String>> answer = backUp(management);
				await().atMost(LONG)
					.pollInterval(Duration.ofMillis(2))
					.until(() -> hasPart(backups) || answer.isDone());
				program.kill();
				await().until(answer::isDone);
				half += hasPart(backups) ? 1 : 0;
				program.start();
				await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			}
			assertThat(half).isPositive();
			assertThat(backUp(management).get().statusCode()).isEqualTo(200);
			assertThat(hasPart(backups)).isFalse();
			try (Stream<Path> copies = Files.list(backups)) {
				assertThat(copies).isNotEmpty().allMatch((copy) -> new Database(copy).isSound());
			}
			fuse.answer = (connection) -> 200;
			end(load, fuse, program, KILLS + " kills during backups, " + half + " of them half-way");
		}
	}

	private static CompletableFuture<HttpResponse<String>> backUp(int management) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + management + "/actuator/store"))
			.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("user", "password", null))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
	}

	private static boolean hasPart(Path backups) throws IOException {
		if (!Files.exists(backups)) {
			return false;
		}
		try (Stream<Path> files = Files.list(backups)) {
			return files.anyMatch((file) -> file.toString().contains(".part"));
		}
	}

	private void killUnderLoad(String drill) throws Exception {
		Random random = new Random();
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse)) {
			program.start();
			Load load = new Load(program, 4, 500);
			for (int kill = 1; kill <= KILLS; kill++) {
				int enough = load.accepted.size() + 100 + random.nextInt(300);
				await().atMost(LONG).until(() -> load.accepted.size() > enough);
				program.kill();
				program.start();
			}
			end(load, fuse, program, KILLS + " kills " + drill);
		}
	}

	private static void end(Load load, FuseStandIn fuse, PackagedProgram program, String drill) throws Exception {
		load.stop();
		await().atMost(LONG).until(() -> load.lost(fuse).isEmpty());
		Map<String, Long> states = Database.of(program).states();
		LOG.info("After {}: {}, rows {}", drill, load.figures(fuse), states);
		assertThat(states).doesNotContainKey("dead-lettered");
		assertThat(load.otherAnswers).isSubsetOf(503);
	}

	private static void fails(PackagedProgram program, Webhooks webhook) {
		try {
			LOG.info("Answered {}", program.send(webhook).statusCode());
		}
		catch (IOException ex) {
			LOG.info("Not answered: {}", ex.toString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** How often the log has begun anew; less than before if it has been emptied. */
	private static int checkpoints(PackagedProgram program) throws IOException {
		try (DataInputStream log = new DataInputStream(Files.newInputStream(Database.of(program).log()))) {
			return (log.skipBytes(CHECKPOINTS) == CHECKPOINTS && log.available() > Integer.BYTES) ? log.readInt() : 0;
		}
	}

	private PackagedProgram program(FuseStandIn fuse) {
		this.environment.put("FUSE_BASE_PATH", fuse.basePath());
		return new PackagedProgram(this.directory, this.environment);
	}

}
