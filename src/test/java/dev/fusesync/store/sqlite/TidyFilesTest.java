package dev.fusesync.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.store.Counts;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the database's files hold and take once the webhooks are finished: no bodies any
 * more, and little space. Tidying up never makes a commit wait.
 */
class TidyFilesTest {

	private static final String MARK = "erased-for-good-";

	@TempDir
	private Path directory;

	private SqliteDialect dialect;

	private SqliteWriteSession session;

	@BeforeEach
	void open() throws Exception {
		this.dialect = new SqliteDialect(StoreFixture.settings(this.directory));
		this.session = (SqliteWriteSession) this.dialect.openWriter(new Counts());
	}

	@AfterEach
	void close() throws Exception {
		this.session.close();
		this.dialect.destroy();
	}

	private void storeAndFinish(int number, byte[] body) throws Exception {
		List<StoredWebhook> rows = new ArrayList<>();
		this.session.begin();
		for (int i = 0; i < number; i++) {
			NewWebhook webhook = StoreFixture.webhook(WebhookId.next(0), Queues.INBOX, "connection", body);
			rows.add(this.session.insert(webhook, null, 1));
		}
		this.session.commit();
		this.session.begin();
		for (StoredWebhook row : rows) {
			this.session.settle(row, new Outcome.Finished(Outcome.SYNCED, null), 2, (written) -> {
			});
		}
		this.session.commit();
	}

	private void tidyUp() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.session.idle();
		}
		this.session.emptyLog();
	}

	private String files() throws Exception {
		StringBuilder all = new StringBuilder();
		for (String name : List.of("fuse-sync.db", "fuse-sync.db-wal")) {
			all.append(new String(Files.readAllBytes(this.directory.resolve(name)), StandardCharsets.ISO_8859_1));
		}
		return all.toString();
	}

	@Test
	void theFileShrinksAgainAfterAFlood() throws Exception {
		storeAndFinish(60, new byte[1 << 20]);
		long flooded = this.dialect.size().getAsLong();
		tidyUp();
		assertThat(flooded).isGreaterThan(60 << 20);
		assertThat(this.dialect.size().getAsLong()).isLessThan(6 << 20);
	}

	@Test
	void theBodyOfAFinishedWebhookIsInNoFileAnyMore() throws Exception {
		storeAndFinish(3, MARK.repeat(2_000).getBytes(StandardCharsets.UTF_8));
		assertThat(files()).contains(MARK);
		tidyUp();
		assertThat(files()).doesNotContain(MARK);
		assertThat(this.dialect.logSize()).hasValue(0);
	}

	@Test
	@Timeout(4)
	void tidyingUpDoesNotWaitForSomebodyWhoReads() throws Exception {
		storeAndFinish(3, MARK.getBytes(StandardCharsets.UTF_8));
		try (Connection reader = this.dialect.readers().getConnection();
				Statement statement = reader.createStatement()) {
			reader.setAutoCommit(false);
			statement.executeQuery("SELECT count(*) FROM webhook").next();
			storeAndFinish(3, MARK.getBytes(StandardCharsets.UTF_8));
			this.session.emptyLog();
			assertThat(this.dialect.logSize().getAsLong()).isPositive();
			reader.rollback();
		}
		this.session.emptyLog();
		assertThat(this.dialect.logSize()).hasValue(0);
	}

}
