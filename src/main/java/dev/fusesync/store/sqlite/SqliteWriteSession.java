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
	 * Pages in the write-ahead log from which they are moved in the background: 4 MiB.
	 */
	private static final int MANY = 1_000;

	/** Pages that the writer moves itself, so that the log begins again. */
	private static final int FEW = 100;

	/**
	 * Pages from which the writer moves all, since commits are faster than the
	 * background.
	 */
	private static final int TOO_MANY = 4_000;

	private final PreparedStatement begin;

	private final PreparedStatement commit;

	private final PreparedStatement rollback;

	private final PreparedStatement stateOfLog;

	private final BackgroundCheckpoint background;

	private final AtomicLong lastNumber;

	private boolean written;

	private long tidied = System.nanoTime();

	/**
	 * Opens a session.
	 * @param background ends with the session
	 * @param lastNumber the highest row number given so far, also to rows that were
	 * deleted since: there may still be a claim for the number
	 */
	SqliteWriteSession(Connection connection, BackgroundCheckpoint background, Counts counts, AtomicLong lastNumber,
			boolean keepsBodies) throws SQLException {
		super(connection, counts, keepsBodies);
		this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
		this.commit = connection.prepareStatement("COMMIT");
		this.rollback = connection.prepareStatement("ROLLBACK");
		this.stateOfLog = connection.prepareStatement("PRAGMA wal_checkpoint(NOOP)");
		this.background = background;
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
		if (this.background.isRunning()) {
			return;
		}
		LogState log = stateOfLog();
		if (log.pages() < MANY) {
			return;
		}
		if (log.left() <= FEW || log.pages() >= TOO_MANY) {
			number("PRAGMA wal_checkpoint(PASSIVE)");
		}
		else {
			this.background.begin();
		}
	}

	private LogState stateOfLog() throws SQLException {
		try (ResultSet row = this.stateOfLog.executeQuery()) {
			return LogState.of(row);
		}
	}

	/**
	 * Returns free pages to the file system in small steps, and periodically empties the
	 * write-ahead log, which would otherwise contain deleted bodies until it is
	 * overwritten.
	 */
	@Override
	public void idle() throws SQLException {
		if (this.background.isRunning()) {
			return;
		}
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

	@Override
	public void close() throws SQLException {
		try {
			this.background.close();
		}
		finally {
			super.close();
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
