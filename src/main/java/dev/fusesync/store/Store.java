package dev.fusesync.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The store of accepted webhooks. All writes go through one writer, which commits what
 * has gathered in one transaction.
 */
public interface Store {

	/**
	 * Stores a webhook. Returns when it is on disk.
	 * @param deadline until when to wait, as {@link System#nanoTime()}
	 * @throws StoreUnavailableException if it is not on disk by then, or cannot be
	 * stored; it may be stored all the same after a deadline
	 */
	void add(NewWebhook webhook, long deadline) throws StoreUnavailableException;

	/**
	 * Writes what became of a claimed webhook, and repeats that until it is written.
	 * @param whenStored runs on the writer once it is on disk; must not block
	 */
	void settle(StoredWebhook webhook, Outcome outcome, Runnable whenStored);

	/** The same, but returns when it is on disk, or when its thread is interrupted. */
	void settleAndWait(StoredWebhook webhook, Outcome outcome, Runnable whenStored);

	/**
	 * Notes before an attempt that the program may end while it lasts. Returns when that
	 * is on disk.
	 */
	void noteUnfinished(StoredWebhook webhook);

	/** Has a queue's claimer told what is stored; null for nobody. */
	void listen(String queue, StoreListener listener);

	/**
	 * Tells a queue's claimer that webhooks were made due by {@link #write}, once that is
	 * committed.
	 * @param dueAt when the first of them is due, in ms since 1970
	 */
	void notifyDue(String queue, long dueAt);

	/**
	 * Webhooks that are due, in order of due time.
	 * @param now the time in ms since 1970
	 * @param after the last one of the page before; null to begin with the first
	 */
	List<StoredWebhook> due(String queue, long now, StoredWebhook after, int limit);

	/** The first webhook of a connection that is due. */
	Optional<StoredWebhook> dueOf(String queue, String connectionKey, long now);

	/** When the next webhook is due that is not due now, in ms since 1970. */
	Optional<Long> nextDue(String queue, long now);

	/** A webhook with its body, if it is waiting and due; empty if it is not any more. */
	Optional<LoadedWebhook> load(long seq, long now);

	/**
	 * Runs statements in one transaction on the writer's connection and waits for its
	 * commit. Keep it short: nothing is stored meanwhile.
	 * @throws IllegalStateException if it could not be written
	 */
	<T> T write(Work<T> work);

	/** For reading. Each statement is its own transaction; read in pages. */
	JdbcClient jdbc();

	/** How many webhooks wait and how many are dead letters. */
	Counts counts();

	/** Why the store cannot write now, as a sentence; empty while it can. */
	Optional<String> trouble();

	/** How long the transaction under way has taken so far; zero if there is none. */
	Duration stalled();

	/**
	 * The highest number of a row that was there before this start, if the last run did
	 * not end in order; else 0.
	 */
	long suspectsUpTo();

	/** A webhook with its body. */
	record LoadedWebhook(StoredWebhook webhook, byte[] body) {

	}

	/** Statements of one transaction. */
	@FunctionalInterface
	interface Work<T> {

		T run(WriteSession session) throws SQLException;

	}

}
