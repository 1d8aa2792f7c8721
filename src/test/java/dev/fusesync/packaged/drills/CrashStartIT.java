package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.InstalledProgram;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * How it starts on what a kill, a fault of the disk, other settings or other programs
 * have left.
 */
@Tag("drill")
class CrashStartIT {

	private static final Duration START = Duration.ofMinutes(3);

	private static final int PAGE = 4_096;

	private static final String NEVER_DELETE = "Never delete the directory";

	@TempDir
	Path directory;

	private final Map<String, String> environment = new HashMap<>(
			Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"));

	private final Webhooks first = ofTenKilobytes();

	private final Webhooks second = ofTenKilobytes();

	private final Webhooks third = ofTenKilobytes();

	private FuseStandIn fuse;

	private PackagedProgram program;

	private Database database;

	@BeforeEach
	void start() throws IOException {
		this.fuse = new FuseStandIn();
		// What is called before the kill hangs, and so stays in the inbox.
		this.fuse.answer = (connection) -> {
			new CountDownLatch(1).await();
			return 500;
		};
		this.environment.put("FUSE_BASE_PATH", this.fuse.basePath());
		this.program = new PackagedProgram(this.directory, this.environment);
		this.database = Database.of(this.program);
		this.program.start();
	}

	@AfterEach
	void end() {
		this.program.close();
		this.fuse.close();
	}

	/** A write that the crash has cut off: the log ends there, or zeros follow. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void losesNothingBeforeATornWrite(boolean truncated) throws Exception {
		accept(this.first);
		Webhooks torn = acceptIntoTheLog();
		this.program.kill();
		long begin = placeInLog(torn);
		try (RandomAccessFile log = new RandomAccessFile(this.database.log().toFile(), "rw")) {
			long length = log.length();
			log.setLength(begin);
			if (!truncated) {
				log.setLength(length);
			}
		}
		this.program.start();
		accept(this.third);
		this.program.kill();
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first, this.third);
		assertThat(synced(torn)).isFalse();
	}

	/** The sums in the log tell which writes are whole; what was acked before is kept. */
	@Test
	void losesNothingBeforeGarbageInTheLog() throws Exception {
		accept(this.first);
		Webhooks damaged = acceptIntoTheLog();
		this.program.kill();
		overwrite(this.database.log(), placeInLog(damaged), 100);
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first);
		assertThat(synced(damaged)).isFalse();
	}

	@Test
	void keepsItsDataWhenSettingsChange() throws Exception {
		acceptAndKill(this.first);
		this.environment.putAll(Map.of("FUSE_STORE_DISKRESERVE", "0", "FUSE_SYNC_WORKERS", "3", "FUSE_STORE_MAXHISTORY",
				"5", "FUSE_STORE_HISTORY", "1h"));
		this.program.start();
		acceptAndKill(this.second);
		this.environment.keySet().removeIf((name) -> name.matches("FUSE_STORE_.*|FUSE_SYNC_.*"));
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first, this.second);
	}

	@Test
	void refusesADamagedDatabaseAndDeletesNothing() throws Exception {
		acceptAndKill(this.first);
		// All of it is in the file then, and nothing in the log.
		this.database.run("PRAGMA wal_checkpoint(TRUNCATE)");
		Path file = this.database.file();
		byte[] before = Files.readAllBytes(file);
		// The header, the pages behind the first, all of it.
		refusesIt(file, 0, 16);
		Files.write(file, before);
		refusesIt(file, PAGE, before.length - PAGE);
		Files.write(file, before);
		refusesIt(file, 0, before.length);
		Files.write(file, before);
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first);
	}

	private void refusesIt(Path file, int from, int length) throws Exception {
		overwrite(file, from, length);
		byte[] damaged = Files.readAllBytes(file);
		int said = this.program.output().length();
		this.program.start();
		assertThat(this.program.awaitExit()).isNotZero();
		assertThat(this.program.output().substring(said)).containsAnyOf(NEVER_DELETE, "never delete the file");
		// SQLite may count an opening in the first page.
		assertThat(Arrays.mismatch(Files.readAllBytes(file), from, damaged.length, damaged, from, damaged.length))
			.isEqualTo(-1);
		assertThat(file).hasSize(damaged.length);
		Files.deleteIfExists(this.database.log());
	}

	@Test
	void refusesADatabaseOfANewerVersion() throws Exception {
		acceptAndKill(this.first);
		this.database.run("UPDATE schema_version SET version = version + 1000, oldest = oldest + 1000");
		this.program.start();
		assertThat(this.program.awaitExit()).isNotZero();
		assertThat(this.program.output()).contains("written by a newer fuse-sync", "Action:");
		this.database.run("UPDATE schema_version SET version = version - 1000, oldest = oldest - 1000");
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first);
	}

	/** Such as a person with sqlite3, or a backup program. */
	@Test
	void doesNotStartOnALockedDatabaseAndWaitsForOneThatIsLockedLater() throws Exception {
		acceptAndKill(this.first);
		try (Connection other = this.database.open(); Statement statement = other.createStatement()) {
			statement.execute("BEGIN IMMEDIATE");
			this.program.start();
			assertThat(this.program.awaitExit()).isNotZero();
			assertThat(this.program.output()).contains("could not be opened", "locked", NEVER_DELETE);
			statement.execute("ROLLBACK");
			this.program.start();
			accept(this.second);
			statement.execute("BEGIN IMMEDIATE");
			assertThat(this.program.send(this.third).statusCode()).isEqualTo(503);
			statement.execute("ROLLBACK");
		}
		fuseAnswers();
		accept(this.third);
		this.program.kill();
		this.program.start();
		awaitSynced(this.first, this.second, this.third);
	}

	@Test
	void keepsASecondProcessAwayWhileItWorks() throws Exception {
		try (PackagedProgram second = new PackagedProgram(this.directory, this.environment)) {
			fuseAnswers();
			accept(this.first);
			Load load = new Load(this.program, 4, 100);
			second.start();
			assertThat(second.awaitExit()).isNotZero();
			assertThat(second.output()).contains("Another fuse-sync uses the data directory");
			int enough = load.accepted.size() + 100;
			await().atMost(START).until(() -> load.accepted.size() > enough);
			load.stop();
			await().atMost(START).untilAsserted(() -> assertThat(load.lost(this.fuse)).isEmpty());
			assertThat(this.fuse.twice()).isZero();
			assertThat(load.otherAnswers).isSubsetOf(503);
		}
	}

	@Test
	void saysThatTheDirectoryIsAnothersAndChangesNothing() throws Exception {
		assumeThat(InstalledProgram.find("setpriv")).as("no setpriv").isPresent();
		assumeThat(System.getProperty("user.name")).as("may not become another user").isEqualTo("root");
		acceptAndKill(this.first);
		// So that the other one reaches the data directory, which is its owner's alone.
		run("chmod", "711", this.directory.toString());
		byte[] before = Files.readAllBytes(this.database.file());
		PackagedProgram others = new PackagedProgram(this.directory, this.environment).by("setpriv", "--reuid=65534",
				"--regid=65534", "--clear-groups");
		others.start();
		assertThat(others.awaitExit()).isNotZero();
		assertThat(others.output()).contains("The data directory", "Action:", NEVER_DELETE);
		assertThat(Files.readAllBytes(this.database.file())).isEqualTo(before);
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first);
	}

	private void acceptAndKill(Webhooks... webhooks) throws Exception {
		accept(webhooks);
		this.program.kill();
		assertThat(this.program.data().resolve("fuse-sync.db.lock")).hasContent("running\n");
	}

	private void accept(Webhooks... webhooks) throws Exception {
		await().atMost(START).until(() -> this.program.accepts(Webhooks.ofType("other", "up")));
		for (Webhooks webhook : webhooks) {
			assertThat(this.program.send(webhook).statusCode()).isEqualTo(200);
		}
	}

	/** Sends until one lies in the log alone: it is emptied now and then. */
	private Webhooks acceptIntoTheLog() throws Exception {
		while (true) {
			Webhooks webhook = ofTenKilobytes();
			accept(webhook);
			if (placeInLog(webhook) >= 0) {
				return webhook;
			}
		}
	}

	private long placeInLog(Webhooks webhook) throws IOException {
		String connection = new String(webhook.body(), StandardCharsets.UTF_8).replaceAll("(?s).*_id\":\"([^\"]*).*",
				"$1");
		return Files.readString(this.database.log(), StandardCharsets.ISO_8859_1).indexOf(connection);
	}

	private void fuseAnswers() {
		this.fuse.answer = (connection) -> 200;
	}

	private void awaitSynced(Webhooks... webhooks) {
		await().atMost(START).untilAsserted(() -> {
			assertThat(this.program.isAlive()).isTrue();
			assertThat(webhooks).allMatch(this::synced);
		});
	}

	private boolean synced(Webhooks webhook) {
		return this.fuse.synced.containsKey(FuseStandIn.sha256(webhook.body()));
	}

	private static void overwrite(Path file, long offset, int length) throws IOException {
		try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
			damaged.seek(offset);
			damaged.write("garbage".repeat(length / 7 + 1).getBytes(StandardCharsets.US_ASCII), 0, length);
		}
	}

	private static void run(String... command) throws IOException, InterruptedException {
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
	}

	private static Webhooks ofTenKilobytes() {
		return Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","source":"plaid","remote_data":"%s"}"""
			.formatted(Webhooks.SYNC_DATA, Webhooks.newConnection(), "x".repeat(10_000)));
	}

}
