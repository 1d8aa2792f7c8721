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

	private static final Duration WORK_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private static final String FROM_WAITING = "SELECT " + Rows.COLUMNS
			+ " FROM webhook w WHERE w.state = 'waiting' AND w.queue = ? AND w.due_at <= ?";

	private static final String IN_ORDER = " ORDER BY w.due_at, w.seq LIMIT ?";

	private final Map<String, StoreListener> listeners = new ConcurrentHashMap<>();

	private final Counts counts = new Counts();

	private final DataSource reading;

	private final JdbcClient jdbc;

	private final Writer writer;

	private final long suspectsUpTo;

	@Autowired
	JdbcStore(Dialect dialect, MeterRegistry meters, Consumer<String> end) throws SQLException {
		this(dialect, meters, end, Clock.systemUTC());
	}

	/** For tests that set the clock. */
	public JdbcStore(Dialect dialect, MeterRegistry meters, Consumer<String> end, Clock clock) throws SQLException {
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
			.sql("SELECT failure_class, count(*) FROM webhook WHERE state = 'dead-lettered' GROUP BY failure_class")
			.query((RowCallbackHandler) (row) -> this.counts.addDeadLetters(row.getString(1), row.getLong(2)));
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
		InsertWrite insert = new InsertWrite(webhook, this.listeners.get(webhook.queue()));
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
	public List<StoredWebhook> due(String queue, long now, StoredWebhook after, int limit) {
		return (after == null) ? rows(FROM_WAITING + IN_ORDER, queue, now, limit)
				: rows(FROM_WAITING + " AND (w.due_at, w.seq) > (?, ?)" + IN_ORDER, queue, now, after.dueAt(),
						after.seq(), limit);
	}

	@Override
	public Optional<StoredWebhook> dueOf(String queue, String connectionKey, long now) {
		return rows(FROM_WAITING + " AND w.connection_key = ?" + IN_ORDER, queue, now, connectionKey, 1).stream()
			.findFirst();
	}

	@Override
	public Optional<Long> nextDue(String queue, long now) {
		return this.jdbc
			.sql("SELECT due_at FROM webhook WHERE state = 'waiting' AND queue = ? AND due_at > ? "
					+ "ORDER BY due_at LIMIT 1")
			.param(queue)
			.param(now)
			.query(Long.class)
			.optional();
	}

	@Override
	public Optional<LoadedWebhook> load(long seq, long now) {
		String sql = "SELECT " + Rows.COLUMNS + ", b.bytes FROM webhook w JOIN body b ON b.seq = w.seq "
				+ "WHERE w.seq = ? AND w.state = 'waiting' AND w.due_at <= ?";
		try (Connection connection = this.reading.getConnection();
				PreparedStatement select = connection.prepareStatement(sql)) {
			select.setLong(1, seq);
			select.setLong(2, now);
			try (ResultSet row = select.executeQuery()) {
				return row.next() ? Optional.of(new LoadedWebhook(Rows.read(row), row.getBytes("bytes")))
						: Optional.empty();
			}
		}
		catch (SQLException ex) {
			throw unreadable(ex);
		}
	}

	private List<StoredWebhook> rows(String sql, Object... parameters) {
		List<StoredWebhook> rows = new ArrayList<>();
		try (Connection connection = this.reading.getConnection();
				PreparedStatement select = connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				select.setObject(i + 1, parameters[i]);
			}
			try (ResultSet row = select.executeQuery()) {
				while (row.next()) {
					rows.add(Rows.read(row));
				}
			}
			return rows;
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
			throw new IllegalStateException("Too many writes are queued");
		}
		return result(write.done(), write);
	}

	private <T> T result(Future<T> done, Write write) {
		try {
			return done.get(WORK_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			cancel(write);
			throw new IllegalStateException("The database did not write within " + WORK_TIMEOUT.toSeconds() + " s");
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The database did not write it: " + ex.getCause().getMessage(),
					ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the database to commit");
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
		return this.suspectsUpTo;
	}

	/** Called after the routes have stopped. */
	@Override
	public void destroy() throws InterruptedException {
		this.writer.stop(STOP_TIMEOUT);
	}

}
