package dev.fusesync.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

import dev.fusesync.store.Counts;
import dev.fusesync.store.jdbc.JdbcWriteSession;

/**
 * Writes to SQLite. Transactions are begun and ended by statements: the driver's own
 * commit() would begin the next one at once and hold the lock while idle.
 */
final class SqliteWriteSession extends JdbcWriteSession {

	private static final long TIDY_EVERY = TimeUnit.SECONDS.toNanos(30);

	/** Free pages that are given back to the file system in one go: 1 MiB. */
	private static final int PAGES = 256;

	/** Free pages that stay, for the next webhooks: 4 MiB. */
	private static final int SPARE = 1_024;

	private static final int LITTLE_PATIENCE_MS = 50;

	/**
	 * Pages in the write-ahead log from which on there is a checkpoint: 1 MiB. A larger
	 * one would hold up the next commit for longer.
	 */
	private static final int CHECKPOINT = 250;

	private static final String PAGES_IN_LOG = "PRAGMA wal_checkpoint(NOOP)";

	private final PreparedStatement begin;

	private final PreparedStatement commit;

	private final PreparedStatement rollback;

	private final PreparedStatement pagesInLog;

	private long seq;

	private boolean written;

	private long tidied = System.nanoTime();

	SqliteWriteSession(Connection connection, Counts counts) throws SQLException {
		super(connection, counts);
		this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
		this.commit = connection.prepareStatement("COMMIT");
		this.rollback = connection.prepareStatement("ROLLBACK");
		this.pagesInLog = connection.prepareStatement(PAGES_IN_LOG);
		this.seq = number("SELECT coalesce(max(seq), 0) FROM webhook");
	}

	@Override
	protected long nextSeq() {
		return ++this.seq;
	}

	@Override
	public void begin() throws SQLException {
		this.begin.execute();
	}

	@Override
	public void commit() throws SQLException {
		this.commit.execute();
		this.written = true;
		committed();
	}

	@Override
	public void rollback() throws SQLException {
		forget();
		this.rollback.execute();
	}

	/**
	 * SQLite's automatic checkpoint does the same inside a commit, but ignores its errors
	 * ({@code sqlite3WalDefaultHook}): a disk that fails would stay unnoticed.
	 */
	@Override
	public void checkpoint() throws SQLException {
		long pages;
		try (ResultSet row = this.pagesInLog.executeQuery()) {
			pages = row.next() ? row.getLong("log") : 0;
		}
		if (pages >= CHECKPOINT) {
			number("PRAGMA wal_checkpoint(PASSIVE)");
		}
	}

	/**
	 * Gives free pages back in small steps, and empties the write-ahead log now and then,
	 * in which deleted bodies would lie until it is overwritten.
	 */
	@Override
	public void idle() throws SQLException {
		if (number("PRAGMA freelist_count") > SPARE) {
			try (Statement statement = connection().createStatement()) {
				// An update is run to its end; a query would want a result.
				statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES + ")");
			}
			this.written = true;
		}
		else if (this.written && System.nanoTime() - this.tidied > TIDY_EVERY) {
			emptyLog();
		}
	}

	/** A reader that is in its way is not waited for: commits wait meanwhile. */
	void emptyLog() throws SQLException {
		number("PRAGMA busy_timeout = " + LITTLE_PATIENCE_MS);
		try {
			boolean busy = number("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
			this.written = busy;
			this.tidied = System.nanoTime();
		}
		finally {
			number("PRAGMA busy_timeout = " + SqliteConnections.BUSY_TIMEOUT_MS);
		}
	}

	private long number(String sql) throws SQLException {
		long number = 0;
		try (Statement statement = connection().createStatement(); ResultSet row = statement.executeQuery(sql)) {
			while (row.next()) {
				number = row.getLong(1);
			}
		}
		return number;
	}

}
