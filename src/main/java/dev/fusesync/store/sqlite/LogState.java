package dev.fusesync.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The write-ahead log as {@code PRAGMA wal_checkpoint} returns it.
 *
 * @param pages how many pages are in it
 * @param moved how many of them are in the database file as well
 */
record LogState(long pages, long moved) {

	/** Columns of the result, whose names the driver would look for. */
	private static final int PAGES = 2;

	private static final int MOVED = 3;

	static LogState of(ResultSet rows) throws SQLException {
		return rows.next() ? new LogState(rows.getLong(PAGES), rows.getLong(MOVED)) : new LogState(0, 0);
	}

	long left() {
		return this.pages - this.moved;
	}

}
