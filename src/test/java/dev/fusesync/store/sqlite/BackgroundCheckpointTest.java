package dev.fusesync.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The write-ahead log while webhooks come without a pause. */
class BackgroundCheckpointTest {

	private static final byte[] BODY = "x".repeat(20_000).getBytes(StandardCharsets.UTF_8);

	@TempDir
	private Path directory;

	private SqliteDialect dialect;

	private SqliteConnections connections;

	@BeforeEach
	void open() throws Exception {
		this.dialect = new SqliteDialect(StoreFixture.settings(this.directory));
		this.connections = new SqliteConnections(this.directory.resolve("fuse-sync.db"));
		this.dialect.openWriter(new Counts()).close();
	}

	@AfterEach
	void close() throws Exception {
		this.dialect.destroy();
	}

	private SqliteWriteSession session(BackgroundCheckpoint background) throws Exception {
		return new SqliteWriteSession(this.connections.writer(), background, new Counts(), new AtomicLong(), false);
	}

	private static void store(SqliteWriteSession session) throws Exception {
		session.begin();
		session.insert(StoreFixture.webhook(WebhookId.next(0), Queues.INBOX, "connection", BODY), null, 1);
		session.commit();
	}

	@Test
	void theLogBeginsAgainWhileWebhooksComeWithoutAPause() throws Exception {
		try (SqliteWriteSession session = session(new BackgroundCheckpoint(this.connections.writer()))) {
			long longest = 0;
			for (int i = 0; i < 5_000; i++) {
				store(session);
				session.checkpoint();
				longest = Math.max(longest, this.dialect.logSize().getAsLong());
			}
			// All of it would be 200 MB.
			assertThat(longest).isBetween(4L << 20, 40L << 20);
		}
	}

	@Test
	void aFailureIsTheWritersToo() throws Exception {
		Connection lost = this.connections.writer();
		BackgroundCheckpoint background = new BackgroundCheckpoint(lost);
		try (SqliteWriteSession session = session(background)) {
			lost.close();
			background.begin();
			await().untilAsserted(() -> assertThatThrownBy(session::idle).isInstanceOf(SQLException.class));
			assertThatThrownBy(session::checkpoint).isInstanceOf(SQLException.class);
		}
	}

}
