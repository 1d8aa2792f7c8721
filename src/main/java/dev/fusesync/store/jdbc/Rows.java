package dev.fusesync.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

import dev.fusesync.store.StoredWebhook;

/** Reads rows of the table {@code webhook}. */
public final class Rows {

	/** The columns that {@link #read} requires, for a SELECT. */
	public static final String COLUMNS = "w.seq, w.id, w.queue, w.bucket, w.connection_key, w.type, w.connection, "
			+ "w.source, w.environment, w.signature, w.size, w.first_received_at, w.received_at, w.due_at, w.wait_ms, "
			+ "w.waited_ms, w.attempts, w.retries, w.give_backs, w.unfinished, w.replays";

	private Rows() {
	}

	/** Reads the current row of the result, whose first columns are {@link #COLUMNS}. */
	public static StoredWebhook read(ResultSet row) throws SQLException {
		int column = 0;
		return new StoredWebhook(row.getLong(++column), row.getString(++column), row.getString(++column),
				row.getInt(++column), row.getString(++column), text(row, ++column), text(row, ++column),
				text(row, ++column), text(row, ++column), row.getString(++column), row.getInt(++column),
				row.getLong(++column), row.getLong(++column), row.getLong(++column), row.getLong(++column),
				row.getLong(++column), row.getInt(++column), row.getInt(++column), row.getInt(++column),
				row.getInt(++column), row.getInt(++column));
	}

	private static String text(ResultSet row, int column) throws SQLException {
		return ColumnText.read(row.getString(column));
	}

}
