package dev.fusesync.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A connection for writing, one transaction at a time. Used by one thread. */
public interface WriteSession extends AutoCloseable {

	void begin() throws SQLException;

	void commit() throws SQLException;

	/** Rolls the transaction back. If it throws, the session cannot be used any more. */
	void rollback() throws SQLException;

	/** A list of so many parameters, for IN. */
	static String list(int size) {
		return "(?" + ", ?".repeat(size - 1) + ")";
	}

	/** The connection, for statements that this interface does not have. */
	Connection connection();

	/**
	 * Executes an update at once.
	 * @return the number of rows
	 */
	default int update(String sql, Object... values) throws SQLException {
		try (PreparedStatement update = prepare(sql, Arrays.asList(values))) {
			return update.executeUpdate();
		}
	}

	/** Executes a statement at once, and returns the numbers in its first column. */
	default Set<Long> numbers(String sql, List<?> values) throws SQLException {
		Set<Long> numbers = new HashSet<>();
		// The result must be read to its end before a commit.
		try (PreparedStatement statement = prepare(sql, values); ResultSet row = statement.executeQuery()) {
			while (row.next()) {
				numbers.add(row.getLong(1));
			}
		}
		return numbers;
	}

	/** Prepares a statement and sets its parameters. */
	default PreparedStatement prepare(String sql, List<?> values) throws SQLException {
		PreparedStatement statement = connection().prepareStatement(sql);
		for (int i = 0; i < values.size(); i++) {
			statement.setObject(i + 1, values.get(i));
		}
		return statement;
	}

	/**
	 * Inserts a webhook and its body.
	 * @param before the row of an earlier attempt to insert it, whose outcome is unknown;
	 * null for the first attempt
	 * @return its row; null if its id is already stored
	 */
	StoredWebhook insert(NewWebhook webhook, StoredWebhook before, long now) throws SQLException;

	/**
	 * Writes the outcome of a webhook, unless it is no longer waiting, has been replayed
	 * since it was claimed or, for an outcome that is not a success, attempted.
	 * @param written is told before the commit whether it was written
	 */
	void settle(StoredWebhook webhook, Outcome outcome, long now, Consumer<Boolean> written) throws SQLException;

	/** Records before an attempt that the program may end during it. */
	void noteUnfinished(long seq) throws SQLException;

	/**
	 * Registers an action to run after the commit of this transaction; dropped if it
	 * fails. Must not block.
	 */
	void afterCommit(Runnable action);

	/**
	 * Moves committed data from the write-ahead log to the database file once enough has
	 * accumulated. Runs between two transactions, after the waiting threads of the first
	 * have been notified.
	 */
	void checkpoint() throws SQLException;

	/** Housekeeping between transactions while there is nothing to write. */
	void idle() throws SQLException;

	@Override
	void close() throws SQLException;

}
