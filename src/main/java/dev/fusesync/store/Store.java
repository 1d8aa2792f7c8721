package dev.fusesync.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The store of accepted webhooks. All writes go through one writer, which commits the
 * queued writes in one transaction.
 */
public interface Store {

	/**
	 * Stores a webhook. Returns when it is on disk.
	 * @param deadline until when to wait, as {@link System#nanoTime()}
	 * @throws StoreUnavailableException if it is not on disk by then, or cannot be
	 * stored; after the deadline it may still be stored
	 */
	void add(NewWebhook webhook, long deadline) throws StoreUnavailableException;

	/**
	 * Writes the outcome of a claimed webhook, and repeats that until it is written.
	 * @param whenStored runs on the writer's thread once it is on disk; must not block
	 */
	void settle(StoredWebhook webhook, Outcome outcome, Runnable whenStored);

	/**
	 * Like {@link #settle}, but returns when it is on disk, or when the thread is
	 * interrupted.
	 */
	void settleAndWait(StoredWebhook webhook, Outcome outcome, Runnable whenStored);

	/**
	 * Records before an attempt that the program may end during it. Returns when that is
	 * on disk.
	 */
	void noteUnfinished(StoredWebhook webhook);

	/** Sets the listener of a queue, which is notified of commits; null for none. */
	void listen(String queue, StoreListener listener);

	/**
	 * Notifies the listener of a queue, after the commit, that {@link #write} made
	 * webhooks due.
	 * @param dueAt when the first of them is due, in ms since 1970
	 */
	void notifyDue(String queue, long dueAt);

	/**
	 * Waiting webhooks that this instance may claim, in order of due time.
	 * @param dueAt the highest due time, in ms since 1970
	 * @param after the last one of the previous page; null for the first page
	 */
	List<StoredWebhook> due(String queue, long dueAt, StoredWebhook after, int limit);

	/** The first webhook of a connection that is due. */
	Optional<StoredWebhook> dueOf(String queue, String connectionKey, long now);

	/**
	 * Waiting webhooks of the same connection and queue with the same signature, which is
	 * the same content, among the 500 that are due first.
	 */
	List<StoredWebhook> identical(StoredWebhook webhook, int limit);

	/** A webhook with its body; empty unless it still is waiting and due. */
	Optional<LoadedWebhook> load(long seq, long now);

	/**
	 * Runs statements in one transaction on the writer's connection and waits for the
	 * commit. Must be short: no webhook is stored meanwhile.
	 * @throws NotWrittenException if it could not be written
	 */
	<T> T write(Work<T> work);

	/** For reading. Each statement is a transaction of its own; read in pages. */
	JdbcClient jdbc();

	/** Counts of waiting webhooks and of dead letters. */
	Counts counts();

	/** Why the store cannot write now, as a sentence; empty while it can. */
	Optional<String> trouble();

	/** How long the current transaction has taken so far; zero if there is none. */
	Duration stalled();

	/**
	 * The highest row number of the webhooks that a process may have been working on when
	 * it was killed; 0 if none was.
	 */
	long suspectsUpTo();

	/** The clock by which webhooks are due. */
	Clock clock();

	/** The buckets that this instance works on. */
	Buckets buckets();

	/** A webhook with its body. */
	record LoadedWebhook(StoredWebhook webhook, byte[] body) {

	}

	/** Statements of one transaction. */
	@FunctionalInterface
	interface Work<T> {

		T run(WriteSession session) throws SQLException;

	}

	/** Something other than a new webhook could not be written; the message says why. */
	final class NotWrittenException extends IllegalStateException {

		private static final long serialVersionUID = 1L;

		public NotWrittenException(String sentence, Throwable cause) {
			super(sentence, cause);
		}

		public NotWrittenException(String sentence) {
			super(sentence);
		}

	}

}
