package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.fusesync.packaged.FuseStandIn;
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
import static org.awaitility.Awaitility.await;

/**
 * How it starts on what a kill, a fault of the disk or other settings have left. Each of
 * these starts also finds the lock file of the killed program.
 */
@Tag("drill")
class CrashStartIT {

	private static final Duration START = Duration.ofMinutes(3);

	/** Of a file of the journal, in bytes; the number of the file is at its end. */
	private static final int HEADER = 16;

	private static final byte[] GARBAGE = "garbage".repeat(3_000).getBytes(StandardCharsets.US_ASCII);

	@TempDir
	Path directory;

	private final Map<String, String> environment = new HashMap<>(
			Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"));

	private final Webhooks first = ofTenKilobytes();

	private final Webhooks second = ofTenKilobytes();

	private final Webhooks third = ofTenKilobytes();

	private FuseStandIn fuse;

	private PackagedProgram program;

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
		this.program.start();
	}

	@AfterEach
	void end() {
		this.program.close();
		this.fuse.close();
	}

	/** A write that the crash has cut off: the file ends there, or zeros follow. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void losesNothingBeforeATornRecord(boolean truncated) throws Exception {
		acceptAndKill(this.first, this.second);
		FilePermissions torn = places(this.second).get(0);
		try (RandomAccessFile journal = new RandomAccessFile(torn.file().toFile(), "rw")) {
			long length = journal.length();
			journal.setLength(torn.offset() + 5_000);
			if (!truncated) {
				journal.setLength(length);
			}
		}
		this.program.start();
		accept(this.third);
		this.program.kill();
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first, this.third);
		assertThat(synced(this.second)).isFalse();
	}

	@Test
	void keepsItsDataWhenSettingsOfTheBrokerChange() throws Exception {
		acceptAndKill(this.first);
		this.environment.put("SPRING_ARTEMIS_EMBEDDED_QUEUES",
				"added,dead-letter,inbox,other-events,waiting,waiting-overflow");
		this.environment.put("FUSE_INBOX_MAXDISKUSAGE", "95");
		this.environment.put("FUSE_SYNC_WORKERS", "3");
		this.program.start();
		acceptAndKill(this.second);
		this.environment.keySet().removeIf((name) -> name.matches("SPRING_.*|FUSE_INBOX_.*|FUSE_SYNC_.*"));
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first, this.second);
	}

	/** What the broker does: it passes over what is no record any more. */
	@Test
	void losesNothingButTheRecordsThatAreDamaged() throws Exception {
		acceptAndKill(this.first, this.second, this.third);
		for (FilePermissions place : places(this.second)) {
			long record = recordAround(place);
			overwrite(place.file(), record, GARBAGE, (int) (place.offset() - record) + 10_000);
		}
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first, this.third);
		assertThat(synced(this.second)).isFalse();
		assertThat(this.program.output()).contains("Cannot find message");
	}

	@ParameterizedTest
	@ValueSource(strings = { "header of the file", "message in a record" })
	void refusesWhatItCannotReadAndDeletesNothing(String damaged) throws Exception {
		acceptAndKill(this.first);
		FilePermissions body = places(this.first).get(0);
		FilePermissions place = damaged.startsWith("header") ? new FilePermissions(body.file(), 0) : body;
		int length = damaged.startsWith("header") ? HEADER : 10_200;
		byte[] before = Files.readAllBytes(place.file());
		overwrite(place.file(), place.offset(), GARBAGE, length);
		byte[] after = Files.readAllBytes(place.file());
		this.program.start();
		assertThat(this.program.awaitExit()).isNotZero();
		assertThat(this.program.output()).contains("could not be opened by the broker");
		assertThat(Files.readAllBytes(place.file())).isEqualTo(after);
		Files.write(place.file(), before);
		fuseAnswers();
		this.program.start();
		awaitSynced(this.first);
	}

	private void acceptAndKill(Webhooks... webhooks) throws Exception {
		accept(webhooks);
		this.program.kill();
		assertThat(this.directory.resolve("data/journal/server.lock")).exists();
	}

	private void accept(Webhooks... webhooks) throws Exception {
		await().atMost(START).until(() -> this.program.accepts(Webhooks.ofType("other", "up")));
		for (Webhooks webhook : webhooks) {
			assertThat(this.program.send(webhook).statusCode()).isEqualTo(200);
		}
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

	/** Where the body of a webhook begins in the journal, the oldest place first. */
	private List<FilePermissions> places(Webhooks webhook) throws IOException {
		String body = new String(webhook.body(), StandardCharsets.ISO_8859_1);
		List<FilePermissions> places = new ArrayList<>();
		try (Stream<Path> files = Files.list(this.directory.resolve("data/journal"))) {
			for (Path file : files.filter((name) -> name.toString().endsWith(".amq")).sorted().toList()) {
				String content = Files.readString(file, StandardCharsets.ISO_8859_1);
				for (int at = content.indexOf(body); at >= 0; at = content.indexOf(body, at + 1)) {
					places.add(new FilePermissions(file, at));
				}
			}
		}
		assertThat(places).isNotEmpty();
		return places;
	}

	/**
	 * Where the record begins: its type (11 for a message) and the number of its file.
	 */
	private static long recordAround(FilePermissions place) throws IOException {
		String file = Files.readString(place.file(), StandardCharsets.ISO_8859_1);
		long record = file.lastIndexOf("\u000b" + file.substring(12, HEADER), (int) place.offset());
		assertThat(record).isBetween(place.offset() - 500, place.offset());
		return record;
	}

	private static void overwrite(Path file, long offset, byte[] bytes, int length) throws IOException {
		try (RandomAccessFile journal = new RandomAccessFile(file.toFile(), "rw")) {
			journal.seek(offset);
			journal.write(bytes, 0, length);
		}
	}

	private static Webhooks ofTenKilobytes() {
		return Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","source":"plaid","remote_data":"%s"}"""
			.formatted(Webhooks.SYNC_DATA, Webhooks.newConnection(), "x".repeat(10_000)));
	}

	/** An offset in a file of the journal, in bytes. */
	private record FilePermissions(Path file, long offset) {
	}

}
