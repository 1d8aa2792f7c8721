package dev.fusesync.connections;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The bytes of an erased connection are in none of SQLite's files after a checkpoint. */
class ErasedFilesTest {

	private static final String ID = "erased-connection-id";

	private static final String BODY = "erased-body-of-a-person";

	@TempDir
	private Path directory;

	@Test
	void theBytesAreGone() throws Exception {
		try (Questions questions = new Questions(this.directory.resolve("data"))) {
			for (int i = 0; i < 400; i++) {
				String connection = (i % 5 == 0) ? ID : "kept-connection-" + i % 50;
				String body = ((i % 5 == 0) ? BODY : "kept-body").repeat((i % 7 == 0) ? 2_000 : 10);
				StoredWebhook row = StoredWebhooks.add(questions.webhooks.store(),
						StoredWebhooks.webhook(connection, "plaid", Instant.now()), Queues.INBOX,
						body.getBytes(StandardCharsets.UTF_8));
				outcome(questions, row, i);
			}
			checkpoint();
			assertThat(files()).contains(ID, BODY, NewWebhook.connectionKey(ID), "kept-connection-1");
			questions.erasures.erase(ID);
			checkpoint();
			assertThat(files()).doesNotContain(ID, BODY, NewWebhook.connectionKey(ID))
				.contains("kept-connection-1", "kept-body");
		}
		assertThat(files()).doesNotContain(ID, BODY, NewWebhook.connectionKey(ID));
	}

	private static void outcome(Questions questions, StoredWebhook row, int number) {
		for (Outcome outcome : List
			.of(new Outcome.Retried(new Retry(Duration.ofMinutes(1), true, true), Questions.BUSY), (number % 3 == 0)
					? new Outcome.DeadLettered(Questions.BUSY) : new Outcome.Finished(Outcome.SYNCED, null))) {
			if (number % 2 == 0) {
				questions.settleNow(row, outcome);
			}
		}
	}

	/**
	 * As the program does it half a minute after the last write. SQLite answers "busy" at
	 * once, without waiting, while the writer moves pages itself
	 * ({@code sqlite3WalCheckpoint}).
	 */
	private void checkpoint() {
		await().until(() -> {
			try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
					var statement = connection.createStatement();
					var row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
				return row.next() && row.getInt("busy") == 0;
			}
		});
	}

	private Path database() {
		return this.directory.resolve("data").resolve("fuse-sync.db");
	}

	private String files() throws Exception {
		StringBuilder all = new StringBuilder();
		try (Stream<Path> files = Files.list(database().getParent())) {
			for (Path file : files.filter((one) -> one.getFileName().toString().startsWith("fuse-sync.db")).toList()) {
				all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
			}
		}
		return all.toString();
	}

}
