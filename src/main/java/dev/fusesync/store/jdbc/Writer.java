package dev.fusesync.store.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.WriteSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that writes. Writes all writes queued during the previous transaction
 * in one transaction (group commit), and then notifies the waiting threads.
 */
final class Writer {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** Limits of one transaction, in rows and bytes. */
	private static final int MOST_ROWS = 256;

	private static final long MOST_BYTES = 4L << 20;

	/** Limits of the queue, in entries and bytes. */
	private static final int MOST_QUEUED = 4_096;

	private static final long MOST_QUEUED_BYTES = 64L << 20;

	private static final long PAUSE_MS = 250;

	private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>();

	private final AtomicLong queuedBytes = new AtomicLong();

	/** Writes to be repeated before all others. */
	private final Deque<Write> again = new ArrayDeque<>();

	private final Dialect dialect;

	private final Counts counts;

	private final Clock clock;

	private final BatchMetrics metrics;

	private final Consumer<String> end;

	private final Thread thread = new Thread(this::run, "store-writer");

	private final ShortagePause pause = new ShortagePause();

	private WriteSession session;

	private volatile boolean stopping;

	private volatile String trouble;

	/** Whether the program is about to end; nothing is written any more. */
	private volatile boolean ended;

	/** When the current transaction began, as nanoTime; 0 for none. */
	private volatile long begun;

	Writer(Dialect dialect, Counts counts, Clock clock, BatchMetrics metrics, Consumer<String> end) {
		this.dialect = dialect;
		this.counts = counts;
		this.clock = clock;
		this.metrics = metrics;
		this.end = end;
	}

	/** Opens the connection and starts the thread. */
	void start() throws SQLException {
		this.session = this.dialect.openWriter(this.counts);
		this.thread.start();
	}

	/**
	 * Queues a write. Returns false if the queue is full, unless the write is repeated
	 * until it is written.
	 */
	boolean offer(Write write) {
		boolean full = this.queue.size() >= MOST_QUEUED || this.queuedBytes.get() >= MOST_QUEUED_BYTES;
		if (this.stopping || this.ended || full && !write.isEssential()) {
			return false;
		}
		this.queuedBytes.addAndGet(write.weight());
		this.queue.add(write);
		return true;
	}

	/** Removes a cancelled write and frees its memory. */
	void forget(Write cancelled) {
		if (this.queue.remove(cancelled)) {
			this.queuedBytes.addAndGet(-cancelled.weight());
		}
	}

	/** Why nothing can be written, as a sentence; null while it can. */
	String trouble() {
		return this.trouble;
	}

	/** How long the current transaction has taken so far. */
	Duration stalled() {
		long since = this.begun;
		return (since == 0) ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
	}

	/** Writes the queued writes and ends the thread. */
	void stop(Duration patience) throws InterruptedException {
		this.stopping = true;
		this.thread.join(patience.toMillis());
		if (this.thread.isAlive()) {
			LOG.error("The database did not finish writing within {} s; the shutdown continues without it",
					patience.toSeconds());
		}
	}

	private void run() {
		List<Write> batch = new ArrayList<>(MOST_ROWS);
		try {
			while (!this.ended && (!this.stopping || !this.queue.isEmpty() || !this.again.isEmpty())) {
				gather(batch);
				if (batch.isEmpty()) {
					idle();
				}
				else {
					write(batch);
				}
				batch.clear();
			}
			this.session.close();
			failAll(batch, new IllegalStateException("The store has been closed"));
		}
		catch (Throwable ex) {
			this.ended = true;
			this.trouble = "The writer of the store has ended: " + ex;
			LOG.error("The writer of the store has ended", ex);
			this.end.accept("The store cannot write any more: " + ex);
			failAll(batch, new IllegalStateException("The writer of the store has ended", ex));
		}
	}

	/** Fails all remaining writes. */
	private void failAll(List<Write> batch, Exception failure) {
		List<Write> rest = new ArrayList<>(batch);
		rest.addAll(this.again);
		this.queue.drainTo(rest);
		for (Write write : rest) {
			write.undone();
			write.failed(failure);
		}
	}

	/** Housekeeping while there is nothing to write. */
	private void idle() {
		try {
			if (this.trouble != null) {
				probe();
			}
			this.session.idle();
		}
		catch (SQLException ex) {
			fail(List.of(), this.dialect.fault(ex), ex);
		}
	}

	/**
	 * Tests with a write whether the database is writable again: no webhook is accepted
	 * or claimed meanwhile, so there is no other write.
	 */
	private void probe() throws SQLException {
		this.session.begin();
		try (Statement statement = this.session.connection().createStatement()) {
			statement.executeUpdate("UPDATE schema_version SET version = version");
		}
		this.session.commit();
		checkpoint();
	}

	private void gather(List<Write> batch) throws InterruptedException {
		long bytes = 0;
		Write next = this.again.poll();
		if (next == null) {
			next = next(true);
		}
		while (next != null) {
			batch.add(next);
			bytes += next.weight();
			boolean full = batch.size() >= MOST_ROWS || bytes >= MOST_BYTES;
			next = full ? null : this.again.isEmpty() ? next(false) : this.again.poll();
		}
	}

	/** Returns the next write that was not cancelled. */
	private Write next(boolean wait) throws InterruptedException {
		while (true) {
			Write next = wait ? this.queue.poll(PAUSE_MS, TimeUnit.MILLISECONDS) : this.queue.poll();
			if (next == null) {
				return null;
			}
			this.queuedBytes.addAndGet(-next.weight());
			if (next.take()) {
				return next;
			}
		}
	}

	private void write(List<Write> batch) {
		long start = System.nanoTime();
		this.begun = start;
		try {
			transact(batch);
		}
		catch (SQLException | RuntimeException ex) {
			Fault fault = (ex instanceof SQLException failure) ? this.dialect.fault(failure) : Fault.DATA;
			if (fault == Fault.DATA && batch.size() > 1) {
				undo(batch);
				reopen();
				writeEach(batch);
			}
			else {
				fail(batch, fault, ex);
			}
			return;
		}
		finally {
			this.begun = 0;
		}
		this.metrics.ended(batch.size(), System.nanoTime() - start);
		batch.forEach(Writer::notifyCommitted);
		try {
			checkpoint();
		}
		catch (SQLException ex) {
			fail(List.of(), this.dialect.fault(ex), ex);
		}
	}

	private void checkpoint() throws SQLException {
		this.session.checkpoint();
		recovered();
	}

	/**
	 * Writes each in a transaction of its own, since one of them cannot be stored and the
	 * others can.
	 */
	private void writeEach(List<Write> batch) {
		for (Write write : batch) {
			if (this.ended) {
				write.failed(new IllegalStateException(this.trouble));
			}
			else {
				write(List.of(write));
			}
		}
	}

	/**
	 * Notifies the thread that waits for a write. Its failure must not undo what is on
	 * disk.
	 */
	private static void notifyCommitted(Write write) {
		try {
			write.committed();
		}
		catch (RuntimeException ex) {
			LOG.error("The notification of a completed write failed", ex);
		}
	}

	private void transact(List<Write> batch) throws SQLException {
		long now = this.clock.millis();
		this.session.begin();
		for (Write write : batch) {
			write.apply(this.session, now);
		}
		this.session.commit();
	}

	private void undo(List<Write> batch) {
		batch.forEach(Write::undone);
		try {
			this.session.rollback();
		}
		catch (SQLException ex) {
			LOG.debug("The transaction was rolled back already", ex);
		}
	}

	/**
	 * Replaces the connection, which is not used again after any failure.
	 * @return why the database cannot be opened; null if it has been
	 */
	private SQLException reopen() {
		try {
			this.session.close();
			this.session = this.dialect.openWriter(this.counts);
			return null;
		}
		catch (SQLException ex) {
			LOG.debug("The database cannot be opened", ex);
			return ex;
		}
	}

	private void fail(List<Write> batch, Fault fault, Exception failure) {
		undo(batch);
		SQLException closed = (fault == Fault.FATAL) ? null : reopen();
		if (fault == Fault.FATAL || closed != null && this.dialect.fault(closed) == Fault.FATAL) {
			end(batch, failure);
			return;
		}
		boolean away = fault == Fault.SHORTAGE || closed != null;
		if (fault == Fault.DATA && !batch.isEmpty()) {
			LOG.error("The database rejected a write, which is not repeated: {}", (failure instanceof SQLException sql)
					? "SQLSTATE " + sql.getSQLState() + ", code " + sql.getErrorCode() : failure.getClass().getName());
		}
		if (away && this.trouble == null) {
			if (closed == null) {
				this.pause.begin();
			}
			String reason = ((closed != null) ? closed : failure).getMessage();
			this.trouble = "The database cannot be written: " + String.valueOf(reason).replaceFirst("\\.$", "");
			LOG.error("{}. Webhooks are answered with 503 until it can be", this.trouble);
		}
		for (Write write : batch) {
			if (write.isRepeated(fault) && !this.stopping) {
				this.again.add(write);
			}
			else {
				write.failed(failure);
			}
		}
		if (fault != Fault.DATA) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
		}
	}

	/**
	 * Ends the program, since neither past nor future writes are sure to reach the disk.
	 */
	private void end(List<Write> batch, Exception failure) {
		String sentence = "The database at " + this.dialect.place() + " cannot be relied upon: " + failure.getMessage();
		this.trouble = sentence;
		this.ended = true;
		batch.forEach((write) -> write.failed(failure));
		LOG.error("{}. The program ends, since what was written last may not be on disk. See to the disk before you "
				+ "start again; never delete the file: it holds accepted webhooks. If it is damaged, move the file "
				+ "and those beside it that begin with its name aside together, and restore a backup.", sentence);
		this.end.accept(sentence);
	}

	private void recovered() {
		if (this.trouble != null && this.pause.isOver()) {
			this.trouble = null;
			LOG.info("The database can be written again");
		}
	}

}
