package dev.fusesync.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The order of the system calls around one webhook, seen from outside: received, written
 * to the journal, synced to the disk, answered. Skipped where there is no {@code strace}
 * or it may not attach.
 */
class SyncBeforeAnswerIT {

	private static final String JOURNAL = "\\(\\d+<[^>]*/journal/activemq-data-\\d+\\.amq>";

	private static final Pattern SYNC = Pattern.compile("(?<thread>\\d+) +(?<call>fdatasync|fsync)" + JOURNAL + ".*");

	@TempDir
	Path directory;

	@Test
	void syncsTheJournalBeforeItAnswers200() throws Exception {
		assumeTrue(hasStrace(), "This machine has no strace");
		Map<String, String> environment = Map.of("FUSE_BASE_PATH", "http://localhost:1", "FUSE_API_KEY",
				Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client");
		String connection = Webhooks.newConnection();
		try (PackagedProgram program = new PackagedProgram(this.directory, environment)) {
			program.start();
			await().atMost(Duration.ofMinutes(3)).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			Process strace = attach(program);
			try {
				assertThat(program.send(Webhooks.ofType("other", connection)).statusCode()).isEqualTo(200);
			}
			finally {
				strace.destroy();
				strace.waitFor();
			}
		}
		List<String> calls = Files.readAllLines(calls(), StandardCharsets.ISO_8859_1);
		int received = after(-1, calls, ".*read.*POST /webhook.*");
		int written = after(received, calls, "\\d+ +p?write(64|v)?" + JOURNAL + ".*" + connection + ".*");
		int synced = syncedAfter(written, calls);
		int answered = after(received, calls, ".*write.*HTTP/1.1 200.*");
		assertThat(synced).isBetween(written, answered);
	}

	private static boolean hasStrace() throws InterruptedException {
		try {
			return new ProcessBuilder("strace", "-V").redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private Process attach(PackagedProgram program) throws IOException {
		Path said = this.directory.resolve("strace");
		Process strace = new ProcessBuilder("strace", "-f", "-y", "-s", "20000", "-e",
				"trace=read,write,writev,pwrite64,fsync,fdatasync", "-o", calls().toString(), "-p",
				String.valueOf(program.pid()))
			.redirectErrorStream(true)
			.redirectOutput(said.toFile())
			.start();
		await().until(() -> !strace.isAlive() || Files.readString(said).contains("attached"));
		assumeTrue(strace.isAlive(), "strace may not attach: " + Files.readString(said));
		return strace;
	}

	private Path calls() {
		return this.directory.resolve("calls");
	}

	/** The line behind {@code begin} that matches first. */
	private static int after(int begin, List<String> calls, String pattern) {
		Pattern wanted = Pattern.compile(pattern);
		for (int i = begin + 1; i < calls.size(); i++) {
			if (wanted.matcher(calls.get(i)).matches()) {
				return i;
			}
		}
		throw new AssertionError("No " + pattern + " behind line " + begin);
	}

	/** Where a sync that was begun behind the line {@code begin} has ended. */
	private static int syncedAfter(int begin, List<String> calls) {
		int sync = after(begin, calls, SYNC.pattern());
		Matcher begun = SYNC.matcher(calls.get(sync));
		assertThat(begun.matches()).isTrue();
		if (!calls.get(sync).endsWith("<unfinished ...>")) {
			return sync;
		}
		return after(sync, calls, begun.group("thread") + " +<\\.\\.\\. " + begun.group("call") + " resumed>.* = 0");
	}

}
