package dev.fusesync.store.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * No webhook is accepted before an fsync of the write-ahead log has returned that began
 * after its row was written, as strace sees it. A process that is killed shows nothing of
 * that: what it wrote lies in the kernel's memory.
 */
@Tag("drill")
class SyncedBeforeAcceptedIT {

	private static final int EACH = 25;

	/**
	 * For example
	 * {@code 4711 12:00:00.000001 pwrite64(21</data/x.db-wal>, "..." <unfinished ...>}.
	 */
	private static final Pattern CALL = Pattern.compile("^(\\d+) +[\\d:.]+ (?:<\\.\\.\\. )?(\\w+)(.*)$");

	private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");

	@TempDir
	private Path directory;

	@Test
	void everyAcceptedWebhookWasSyncedAfterItWasWritten() throws Exception {
		assumeTrue(isInstalled(), "strace is not installed: apt-get install strace");
		Path trace = this.directory.resolve("trace.txt");
		Path lines = this.directory.resolve("lines.txt");
		Process process = StoringProcess.start(List.of("strace", "-f", "-tt", "-y", "-s", "1000000", "-o",
				trace.toString(), "-e", "trace=fsync,fdatasync,pwrite64,write"), this.directory.resolve("data"), lines,
				EACH);
		assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
		List<String> accepted = StoringProcess.accepted(lines);
		assertThat(accepted).hasSize(4 * EACH);
		assertThat(acceptedTooEarly(trace)).isEmpty();
	}

	/** Also checks that it has seen them all. */
	private static List<String> acceptedTooEarly(Path trace) throws IOException {
		Map<String, Long> writtenAt = new HashMap<>();
		Map<String, Long> syncBegun = new HashMap<>();
		Map<String, Boolean> early = new HashMap<>();
		long lastSyncBegun = -1;
		long number = 0;
		try (Stream<String> calls = Files.lines(trace)) {
			for (String line : (Iterable<String>) calls::iterator) {
				number++;
				Matcher call = CALL.matcher(line);
				if (!call.matches()) {
					continue;
				}
				boolean resumed = line.contains("resumed>");
				boolean returned = !line.contains("<unfinished ...>");
				String name = call.group(2);
				if (name.contains("sync")) {
					if (!resumed && call.group(3).contains("-wal>")) {
						syncBegun.put(call.group(1), number);
					}
					Long begun = returned ? syncBegun.remove(call.group(1)) : null;
					if (begun != null && line.endsWith("= 0")) {
						lastSyncBegun = Math.max(lastSyncBegun, begun);
					}
				}
				else if (!resumed && call.group(3).contains("-wal>")) {
					Matcher id = ID.matcher(line);
					while (id.find()) {
						writtenAt.putIfAbsent(id.group(), number);
					}
				}
				else if (!resumed && line.contains(StoringProcess.ACCEPTED)) {
					Matcher id = ID.matcher(line);
					assertThat(id.find()).isTrue();
					early.put(id.group(), writtenAt.getOrDefault(id.group(), Long.MAX_VALUE) > lastSyncBegun);
				}
			}
		}
		assertThat(early).hasSize(4 * EACH);
		return early.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
	}

	private static boolean isInstalled() {
		return Stream.of(System.getenv("PATH").split(":"))
			.anyMatch((place) -> Files.isExecutable(Path.of(place, "strace")));
	}

}
