package dev.fusesync.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import dev.fusesync.store.Dialect;
import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.Store;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.StoreUnavailableException;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.store.WriteSession;
import dev.fusesync.store.jdbc.JdbcStore;
import dev.fusesync.store.jdbc.Rows;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.util.unit.DataSize;

/** A store of its own with webhooks in it, and a clock that a test sets. */
public final class StoredWebhooks implements AutoCloseable {

	/** What most webhooks here failed with. */
	public static final Failure REFUSED = new Failure("message", 422, "invalid_request_body", "req-1",
			"Fuse answered 422 with invalid_request_body.");

	/** What webhooks failed with that are attempted again. */
	public static final Failure BUSY = new Failure("transient", 503, "server_error", "req-503", "Fuse answered 503.");

	private final TestClock clock = new TestClock();

	private final Dialect dialect;

	private Path directory;

	private boolean closed;

	private final JdbcStore store;

	public StoredWebhooks(Path directory) throws SQLException {
		this(directory, Duration.ZERO);
	}

	/** Keeps bodies after success for that long. */
	public StoredWebhooks(Path directory, Duration keepBodies) throws SQLException {
		this.directory = directory;
		this.dialect = TestDatabase.open(new StoreSettings(directory, DataSize.ofBytes(0), 0, Duration.ofDays(30),
				1_000_000, 200, keepBodies, new StoreSettings.Backup("", directory.resolve("backup"), 1)));
		this.store = new JdbcStore(this.dialect, new SimpleMeterRegistry(), (sentence) -> {
		}, this.clock);
	}

	private StoredWebhooks(Dialect dialect) throws SQLException {
		this.dialect = dialect;
		this.store = new JdbcStore(dialect, new SimpleMeterRegistry(), (sentence) -> {
		}, this.clock);
	}

	/** Another instance on the same database; on SQLite, which has one only, itself. */
	public StoredWebhooks another() throws SQLException {
		return TestDatabase.POSTGRESQL ? new StoredWebhooks(TestDatabase.another(this.directory)) : this;
	}

	public Dialect dialect() {
		return this.dialect;
	}

	public Store store() {
		return this.store;
	}

	public Clock clock() {
		return this.clock;
	}

	/** From now on it is that time; null for the real one. */
	public void at(Instant time) {
		this.clock.time = time;
	}

	/** A webhook of a connection, in the inbox. */
	public StoredWebhook add(String connection) {
		return add(this.store, webhook(connection, "plaid", this.clock.instant()), Queues.INBOX, body(connection));
	}

	/** Fuse has synced a webhook. */
	public void sync(StoredWebhook webhook) {
		finish(webhook, Outcome.SYNCED);
	}

	/** A webhook was synced or delivered, and others were covered by it. */
	public void finish(StoredWebhook webhook, String state, StoredWebhook... covered) {
		this.store.settleAndWait(webhook, new Outcome.Finished(state, null, List.of(covered)), () -> {
		});
	}

	/** Fuse has refused a webhook. */
	public void giveUp(StoredWebhook webhook) {
		this.store.settleAndWait(webhook, new Outcome.DeadLettered(REFUSED), () -> {
		});
	}

	/** A webhook of a connection that Fuse refused. */
	public StoredWebhook deadLetter(String connection) {
		return deadLetter(connection, "plaid", REFUSED);
	}

	public StoredWebhook deadLetter(String connection, String source, Failure failure) {
		Instant now = this.clock.instant();
		return deadLetter(this.store, webhook(connection, source, now), now, failure);
	}

	/** Any webhook, stored and given up at once, so that no route gets it in between. */
	public static StoredWebhook deadLetter(Store store, Webhook webhook, Instant dead, Failure failure) {
		store.write((session) -> deadLetter(session, webhook, dead, failure));
		return row(store, webhook.id());
	}

	/** A webhook of a connection that failed once and waits for so long. */
	public StoredWebhook retry(String connection, Duration delay) {
		return retry(connection, "plaid", delay, BUSY);
	}

	public StoredWebhook retry(String connection, String source, Duration delay, Failure failure) {
		Instant now = this.clock.instant();
		return retry(this.store, webhook(connection, source, now), Queues.INBOX, now, delay, failure);
	}

	/** Any webhook, stored and failed at once, so that no route gets it in between. */
	public static StoredWebhook retry(Store store, Webhook webhook, String queue, Instant now, Duration delay,
			Failure failure) {
		store.write((session) -> {
			retry(session, webhook, queue, now, delay, failure);
			return null;
		});
		return row(store, webhook.id());
	}

	/** In a transaction with others. */
	public static void retry(WriteSession session, Webhook webhook, String queue, Instant now, Duration delay,
			Failure failure) throws SQLException {
		StoredWebhook row = session.insert(new NewWebhook(webhook, queue, "signature", body(webhook.connection())),
				null, now.toEpochMilli());
		session.settle(row, new Outcome.Retried(new Retry(delay, true, true), failure), now.toEpochMilli(),
				(written) -> {
				});
	}

	/** In a transaction with others. */
	public static void deadLetter(WriteSession session, String connection, Instant dead) throws SQLException {
		deadLetter(session, webhook(connection, "plaid", dead), dead, REFUSED);
	}

	public static StoredWebhook deadLetter(WriteSession session, Webhook webhook, Instant dead, Failure failure)
			throws SQLException {
		StoredWebhook row = session.insert(
				new NewWebhook(webhook, Queues.INBOX, "signature", body(webhook.connection())), null,
				dead.toEpochMilli());
		session.settle(row, new Outcome.DeadLettered(failure), dead.toEpochMilli(), (written) -> {
		});
		return row;
	}

	/** As if a newer webhook of its connection had been synced. */
	public void markSuperseded(StoredWebhook deadLetter) {
		this.store.write((session) -> {
			try (PreparedStatement mark = session.connection()
				.prepareStatement("UPDATE webhook SET superseded_at = ? WHERE seq = ?")) {
				mark.setLong(1, this.clock.millis());
				mark.setLong(2, deadLetter.seq());
				mark.executeUpdate();
			}
			session.afterCommit(() -> {
				this.store.counts().addDeadLetters(REFUSED.failureClass(), -1);
				this.store.counts().addSuperseded(1);
			});
			return null;
		});
	}

	public static StoredWebhook add(Store store, Webhook webhook, String queue, byte[] body) {
		try {
			store.add(new NewWebhook(webhook, queue, "signature", body),
					System.nanoTime() + Duration.ofSeconds(30).toNanos());
		}
		catch (StoreUnavailableException ex) {
			throw new IllegalStateException(ex);
		}
		return row(store, webhook.id());
	}

	/** What the table has of a webhook. */
	public static StoredWebhook row(Store store, String id) {
		return store.jdbc()
			.sql("SELECT " + Rows.COLUMNS + " FROM webhook w WHERE w.id = ?")
			.param(id)
			.query((row, number) -> Rows.read(row))
			.single();
	}

	public static Webhook webhook(String connection, String source, Instant received) {
		return new Webhook(WebhookId.next(received.toEpochMilli()), Webhooks.SYNC_DATA, connection, source, "sandbox",
				received, 0);
	}

	/** What a webhook of a connection has in it. */
	public static byte[] body(String connection) {
		return """
				{"financial_connection_id":"%s","verification_token":"never-show-this","remote_data":{"a":"€"}}"""
			.formatted(connection)
			.getBytes(StandardCharsets.UTF_8);
	}

	public long count(String state) {
		return number("SELECT count(*) FROM webhook WHERE state = '" + state + "'");
	}

	public long bodies() {
		return number("SELECT count(*) FROM body");
	}

	public long number(String sql) {
		return this.store.jdbc().sql(sql).query(Long.class).single();
	}

	@Override
	public void close() throws IOException {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			this.store.destroy();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		TestDatabase.close(this.dialect);
	}

	/** The real time, or one that stands still. */
	private static final class TestClock extends Clock {

		private volatile Instant time;

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return (this.time != null) ? this.time : Instant.now();
		}

	}

}
