package dev.fusesync.store;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection that writes, in one transaction at a time. Used by one thread. */
public interface WriteSession extends AutoCloseable {

	void begin() throws SQLException;

	void commit() throws SQLException;

	/**
	 * Ends the transaction without effect. The session cannot be used any more if it
	 * throws.
	 */
	void rollback() throws SQLException;

	/** For statements of which there are none here. */
	Connection connection();

	/**
	 * Inserts a webhook and its body.
	 * @return its row; null if its id is stored already
	 */
	StoredWebhook insert(NewWebhook webhook, long now) throws SQLException;

	/** Writes what became of a webhook, unless it is not waiting any more. */
	boolean settle(StoredWebhook webhook, Outcome outcome, long now) throws SQLException;

	/** Counts an attempt that may end with the program. */
	void noteUnfinished(long seq) throws SQLException;

	/** Runs after this transaction's commit, and never if it fails. Must not block. */
	void afterCommit(Runnable action);

	/**
	 * Moves what has been committed from the log to its place, once enough has gathered.
	 * Runs between two transactions, when those who waited for the first have been told.
	 */
	void checkpoint() throws SQLException;

	/** What may be done between transactions while there is nothing to write. */
	void idle() throws SQLException;

	@Override
	void close() throws SQLException;

}
