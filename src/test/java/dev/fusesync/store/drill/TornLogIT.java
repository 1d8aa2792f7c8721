package dev.fusesync.store.drill;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.fusesync.store.StoreFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * After a kill the write-ahead log may end anywhere behind what was synced, as after a
 * loss of power: whatever was accepted is there.
 */
@Tag("drill")
class TornLogIT {

	private static final int ROUNDS = 3;

	private static final int MOST_ROUNDS = 30;

	private static final Duration OFTEN = Duration.ofMillis(1);

	private static final int CUTS = 4;

	/** From so many frames on the log is copied to the database. */
	private static final int CHECKPOINT = 250;

	private static final long SEED = 20_260_403;

	@TempDir
	private Path directory;

	@Test
	void aLogThatIsCutBehindWhatWasSyncedHoldsAllThatWasAccepted() throws Exception {
		Random random = new Random(SEED);
		int found = 0;
		for (int round = 0; round < MOST_ROUNDS && found < ROUNDS; round++) {
			found += isHeldInRound(random, Files.createDirectory(this.directory.resolve("round-" + round))) ? 1 : 0;
		}
		assertThat(found).isEqualTo(ROUNDS);
	}

	/** False if the log began anew at the kill, so that the round shows nothing. */
	private static boolean isHeldInRound(Random random, Path place) throws Exception {
		Path data = place.resolve("data");
		Path lines = place.resolve("lines.txt");
		Path log = data.resolve("fuse-sync.db-wal");
		Process process = StoringProcess.start(List.of(), data, lines, Integer.MAX_VALUE);
		List<String> accepted;
		WriteAheadLog synced;
		try {
			int enough = 20 + random.nextInt(200);
			await().until(() -> StoringProcess.accepted(lines).size() > enough);
			await().pollInterval(OFTEN).until(() -> WriteAheadLog.read(log).frames() < CHECKPOINT / 2);
			// In this order: what was accepted lies before the end that is read then.
			accepted = StoringProcess.accepted(lines);
			synced = WriteAheadLog.read(log);
			WriteAheadLog before = synced;
			await().pollInterval(OFTEN).until(() -> !WriteAheadLog.read(log).equals(before));
		}
		finally {
			process.destroyForcibly().waitFor();
		}
		WriteAheadLog left = WriteAheadLog.read(log);
		if (left.salt() != synced.salt() || left.frames() >= CHECKPOINT) {
			return false;
		}
		for (int cut = 0; cut < CUTS; cut++) {
			long more = (cut == 0) ? 0 : random.nextLong(left.end() - synced.end() + 1);
			expectAll(accepted, cutCopy(data, place.resolve("cut-" + cut), synced.end() + more));
		}
		return true;
	}

	private static Path cutCopy(Path data, Path copy, long length) throws Exception {
		Files.createDirectory(copy);
		StoreFixture.copy(data, copy);
		try (FileChannel log = FileChannel.open(copy.resolve("fuse-sync.db-wal"), StandardOpenOption.WRITE)) {
			log.truncate(length);
		}
		return copy;
	}

	private static void expectAll(List<String> accepted, Path copy) throws Exception {
		try (StoreFixture fixture = new StoreFixture(copy)) {
			Set<String> stored = new HashSet<>(fixture.store()
				.jdbc()
				.sql("SELECT id FROM webhook JOIN body USING (seq)")
				.query(String.class)
				.list());
			assertThat(stored).containsAll(accepted);
			assertThat(fixture.store().jdbc().sql("PRAGMA quick_check").query(String.class).list())
				.containsExactly("ok");
		}
	}

}
