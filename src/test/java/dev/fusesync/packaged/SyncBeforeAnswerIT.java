package dev.fusesync.packaged;

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

/**
 * The order of the system calls around one webhook, seen from outside: received, written
 * to the write-ahead log, synced to the disk, answered. Skipped where there is no
 * {@code strace} or it may not attach.
 */
class SyncBeforeAnswerIT {

	private static final String LOG = "\\(\\d+<[^>]*/fuse-sync\\.db-wal>";

	private static final Pattern SYNC = Pattern.compile("(?<thread>\\d+) +(?<call>fdatasync|fsync)" + LOG + ".*");

	@TempDir
	Path directory;

	@Test
	void syncsTheLogBeforeItAnswers200() throws Exception {
		Map<String, String> environment = Map.of("FUSE_BASE_PATH", "http://localhost:1", "FUSE_API_KEY",
				Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client");
		String connection = Webhooks.newConnection();
		List<String> calls;
		try (PackagedProgram program = new PackagedProgram(this.directory, environment)) {
			program.start();
			await().atMost(Duration.ofMinutes(3)).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			Strace strace = Strace.attach(program, this.directory, "-y", "-s", "20000", "-e",
					"trace=read,write,writev,pwrite64,fsync,fdatasync");
			try (strace) {
				assertThat(program.send(Webhooks.ofType("other", connection)).statusCode()).isEqualTo(200);
			}
			calls = strace.calls();
		}
		int received = after(-1, calls, ".*read.*POST /webhook.*");
		int written = after(received, calls, "\\d+ +p?write(64|v)?" + LOG + ".*" + connection + ".*");
		int synced = syncedAfter(written, calls);
		int answered = after(received, calls, ".*write.*HTTP/1.1 200.*");
		assertThat(synced).isBetween(written, answered);
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
