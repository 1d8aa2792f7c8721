package dev.fusesync.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import javax.sql.DataSource;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.Counts;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Store;
import dev.fusesync.store.StoreListener;
import dev.fusesync.store.StoreUnavailableException;
import dev.fusesync.store.StoredWebhook;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The store in a database. Uses plain JDBC on the path of a webhook. */
@Component
public class JdbcStore implements Store, DisposableBean {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** Waiting webhooks of a connection whose content is compared with another one. */
	private static final int MOST_COMPARED = 500;

	private static final Duration WORK_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private final Map<String, StoreListener> listeners = new ConcurrentHashMap<>();

	private final Counts counts = new Counts();

	private final Dialect dialect;

	private final Clock clock;

	private final DataSource reading;

	private final JdbcClient jdbc;

	private final Writer writer;

	private final long suspectsUpTo;

	@Autowired
	JdbcStore(Dialect dialect, MeterRegistry meters, Consumer<String> end) throws SQLException {
		this(dialect, meters, end, dialect.clock());
	}

	/** For tests that set the clock. */
	public JdbcStore(Dialect dialect, MeterRegistry meters, Consumer<String> end, Clock clock) throws SQLException {
		this.dialect = dialect;
		this.clock = clock;
		this.reading = dialect.readers();
		this.jdbc = JdbcClient.create(this.reading);
		this.writer = new Writer(dialect, this.counts, clock, new BatchMetrics(meters), end);
		this.writer.start();
		count();
		this.suspectsUpTo = dialect.wasKilled()
				? this.jdbc.sql("SELECT coalesce(max(seq), 0) FROM webhook").query(Long.class).single() : 0;
	}

	private void count() {
		this.jdbc.sql("SELECT queue, count(*) FROM webhook WHERE state = 'waiting' GROUP BY queue")
			.query((RowCallbackHandler) (row) -> this.counts.addWaiting(row.getString(1), row.getLong(2)));
		this.jdbc
			.sql("SELECT failure_class, count(*), count(superseded_at) FROM webhook WHERE state = 'dead-lettered' "
					+ "GROUP BY failure_class")
			.query((RowCallbackHandler) (row) -> {
				this.counts.addDeadLetters(row.getString(1), row.getLong(2) - row.getLong(3));
				this.counts.addSuperseded(row.getLong(3));
			});
		this.counts
			.addHistory(this.jdbc.sql("SELECT count(*) FROM webhook WHERE state NOT IN ('waiting', 'dead-lettered')")
				.query(Long.class)
				.single());
	}

	@Override
	public void add(NewWebhook webhook, long deadline) throws StoreUnavailableException {
		if (deadline - System.nanoTime() <= 0) {
			throw new StoreUnavailableException("The time to store the webhook was over before it began");
		}
		InsertWrite insert = new InsertWrite(webhook, this.listeners.get(webhook.queue()), deadline);
		if (!this.writer.offer(insert)) {
			throw new StoreUnavailableException("Too many webhooks are waiting to be stored");
		}
		try {
			insert.stored().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			cancel(insert);
			throw new StoreUnavailableException("The database did not commit in time");
		}
		catch (ExecutionException ex) {
			throw new StoreUnavailableException("The database did not store it: " + ex.getCause().getMessage());
		}
		catch (InterruptedException ex) {
			cancel(insert);
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException("The program is shutting down");
		}
	}

	/** Cancels a write that the writer has not started, and frees its memory. */
	private void cancel(Write write) {
		if (write.cancel()) {
			this.writer.forget(write);
		}
	}

	@Override
	public void settle(StoredWebhook webhook, Outcome outcome, Runnable whenStored) {
		write(webhook, outcome, whenStored);
	}

	private Future<Void> write(StoredWebhook webhook, Outcome outcome, Runnable whenStored) {
		SettleWrite settle = new SettleWrite(webhook, outcome, this.listeners.get(webhook.queue()), whenStored);
		if (!this.writer.offer(settle)) {
			settle.failed(new IllegalStateException("The store has been closed"));
		}
		return settle.done();
	}

	@Override
	public void noteUnfinished(StoredWebhook webhook) {
		write((session) -> {
			session.noteUnfinished(webhook.seq());
			return null;
		});
	}

	@Override
	public void listen(String queue, StoreListener listener) {
		if (listener != null) {
			this.listeners.put(queue, listener);
		}
		else {
			this.listeners.remove(queue);
		}
	}

	@Override
	public void notifyDue(String queue, long dueAt) {
		StoreListener listener = this.listeners.get(queue);
		if (listener != null) {
			listener.due(dueAt, 0);
		}
	}

	@Override
	public List<StoredWebhook> due(String queue, long dueAt, StoredWebhook after, int limit) {
		return read((connection) -> this.dialect.waiting(connection, Rows.COLUMNS, queue, dueAt, after, limit),
				Rows::read);
	}

	@Override
	public Optional<StoredWebhook> dueOf(String queue, String connectionKey, long now) {
		return read((connection) -> {
			PreparedStatement select = connection.prepareStatement("SELECT " + Rows.COLUMNS
					+ " FROM webhook w WHERE w.state = 'waiting' AND w.queue = ? AND w.due_at <= ? "
					+ "AND w.connection_key = ? ORDER BY w.due_at, w.seq LIMIT 1");
			select.setString(1, queue);
			select.setLong(2, now);
			select.setString(3, connectionKey);
			return select;
		}, Rows::read).stream().findFirst();
	}

	@Override
	public List<StoredWebhook> identical(StoredWebhook webhook, int limit) {
		return read((connection) -> {
			PreparedStatement select = connection.prepareStatement("SELECT " + Rows.COLUMNS
					+ " FROM webhook w WHERE w.seq IN (SELECT x.seq FROM webhook x WHERE x.state = 'waiting' "
					+ "AND x.queue = ? AND x.connection_key = ? ORDER BY x.due_at, x.seq LIMIT " + MOST_COMPARED
					+ ") AND w.state = 'waiting' AND w.signature = ? AND w.seq <> ? LIMIT ?");
			select.setString(1, webhook.queue());
			select.setString(2, webhook.connectionKey());
			select.setString(3, webhook.signature());
			select.setLong(4, webhook.seq());
			select.setInt(5, limit);
			return select;
		}, Rows::read);
	}

	@Override
	public Optional<LoadedWebhook> load(long seq, long now) {
		return read((connection) -> {
			PreparedStatement select = connection.prepareStatement("SELECT " + Rows.COLUMNS
					+ ", b.bytes FROM webhook w JOIN body b ON b.seq = w.seq WHERE w.seq = ? AND w.state = 'waiting' "
					+ "AND w.due_at <= ? AND " + this.dialect.claimable());
			select.setLong(1, seq);
			select.setLong(2, now);
			return select;
		}, (row) -> new LoadedWebhook(Rows.read(row), row.getBytes("bytes"))).stream().findFirst();
	}

	private <T> List<T> read(Query query, RowReader<T> reader) {
		List<T> found = new ArrayList<>();
		try (Connection connection = this.reading.getConnection();
				PreparedStatement select = query.prepare(connection);
				ResultSet row = select.executeQuery()) {
			while (row.next()) {
				found.add(reader.read(row));
			}
			return found;
		}
		catch (SQLException ex) {
			throw unreadable(ex);
		}
	}

	private static IllegalStateException unreadable(SQLException failure) {
		return new IllegalStateException("The database cannot be read: " + failure.getMessage(), failure);
	}

	@Override
	public <T> T write(Work<T> work) {
		WorkWrite<T> write = new WorkWrite<>(work);
		if (!this.writer.offer(write)) {
			throw new NotWrittenException("Too many writes are queued");
		}
		return result(write.done(), write);
	}

	private <T> T result(Future<T> done, Write write) {
		try {
			return done.get(WORK_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			cancel(write);
			throw new NotWrittenException("The database did not write within " + WORK_TIMEOUT.toSeconds() + " s");
		}
		catch (ExecutionException ex) {
			throw new NotWrittenException("The database did not write it: " + ex.getCause().getMessage(),
					ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new NotWrittenException("Interrupted while waiting for the database to commit");
		}
	}

	/** Settles the webhook and waits until that is on disk. */
	@Override
	public void settleAndWait(StoredWebhook webhook, Outcome outcome, Runnable whenStored) {
		try {
			write(webhook, outcome, whenStored).get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			LOG.debug("The outcome was not written, as logged before", ex);
		}
	}

	@Override
	public JdbcClient jdbc() {
		return this.jdbc;
	}

	@Override
	public Counts counts() {
		return this.counts;
	}

	@Override
	public Optional<String> trouble() {
		return Optional.ofNullable(this.writer.trouble());
	}

	@Override
	public Duration stalled() {
		return this.writer.stalled();
	}

	@Override
	public long suspectsUpTo() {
		return Math.max(this.suspectsUpTo, this.dialect.buckets().suspectsUpTo());
	}

	@Override
	public Clock clock() {
		return this.clock;
	}

	@Override
	public Buckets buckets() {
		return this.dialect.buckets();
	}

	/** Called after the routes have stopped. */
	@Override
	public void destroy() throws InterruptedException {
		this.writer.stop(STOP_TIMEOUT);
	}

	@FunctionalInterface
	private interface Query {

		PreparedStatement prepare(Connection connection) throws SQLException;

	}

	@FunctionalInterface
	private interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
