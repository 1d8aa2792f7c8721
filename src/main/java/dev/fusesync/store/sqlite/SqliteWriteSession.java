package dev.fusesync.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.fusesync.store.Counts;
import dev.fusesync.store.jdbc.JdbcWriteSession;

/**
 * Writes to SQLite. Transactions begin and end with statements, because the driver's
 * commit() would immediately begin the next one and hold the lock while idle.
 */
final class SqliteWriteSession extends JdbcWriteSession {

	private static final long TIDY_EVERY = TimeUnit.SECONDS.toNanos(30);

	/** Free pages returned to the file system in one step: 1 MiB. */
	private static final int PAGES = 256;

	/** Free pages kept for the next webhooks: 4 MiB. */
	private static final int SPARE = 1_024;

	private static final int LITTLE_PATIENCE_MS = 50;

	/**
	 * Pages in the write-ahead log from which a checkpoint runs: 1 MiB. With more pages,
	 * the checkpoint would delay the next commit for longer.
	 */
	private static final int CHECKPOINT = 250;

	private static final String PAGES_IN_LOG = "PRAGMA wal_checkpoint(NOOP)";

	/** The column {@code log} of its result, whose name the driver would look for. */
	private static final int LOG_COLUMN = 2;

	private final PreparedStatement begin;

	private final PreparedStatement commit;

	private final PreparedStatement rollback;

	private final PreparedStatement pagesInLog;

	private final AtomicLong lastNumber;

	private boolean written;

	private long tidied = System.nanoTime();

	/**
	 * Opens a session.
	 * @param lastNumber the highest row number given so far, also to rows that were
	 * deleted since: there may still be a claim for the number
	 */
	SqliteWriteSession(Connection connection, Counts counts, AtomicLong lastNumber, boolean keepsBodies)
			throws SQLException {
		super(connection, counts, keepsBodies);
		this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
		this.commit = connection.prepareStatement("COMMIT");
		this.rollback = connection.prepareStatement("ROLLBACK");
		this.pagesInLog = connection.prepareStatement(PAGES_IN_LOG);
		this.lastNumber = lastNumber;
		lastNumber.accumulateAndGet(number("SELECT coalesce(max(seq), 0) FROM webhook"), Math::max);
	}

	@Override
	protected long nextSeq() {
		return this.lastNumber.incrementAndGet();
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
	 * ({@code sqlite3WalDefaultHook}): a failing disk would go unnoticed.
	 */
	@Override
	public void checkpoint() throws SQLException {
		long pages;
		try (ResultSet row = this.pagesInLog.executeQuery()) {
			pages = row.next() ? row.getLong(LOG_COLUMN) : 0;
		}
		if (pages >= CHECKPOINT) {
			number("PRAGMA wal_checkpoint(PASSIVE)");
		}
	}

	/**
	 * Returns free pages to the file system in small steps, and periodically empties the
	 * write-ahead log, which would otherwise contain deleted bodies until it is
	 * overwritten.
	 */
	@Override
	public void idle() throws SQLException {
		if (number("PRAGMA freelist_count") > SPARE) {
			try (Statement statement = connection().createStatement()) {
				// executeUpdate runs the statement to its end; a query would require a
				// result.
				statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES + ")");
			}
			this.written = true;
		}
		else if (this.written && System.nanoTime() - this.tidied > TIDY_EVERY) {
			emptyLog();
		}
	}

	/** Does not wait long for a reader that blocks it, since commits are waiting. */
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
