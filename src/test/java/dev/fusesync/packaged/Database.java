package dev.fusesync.packaged;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

import org.sqlite.SQLiteConfig;

/**
 * The database of a program in another process. It is only opened by SQLite itself, which
 * knows of the other one's locks.
 *
 * @param file the database
 */
public record Database(Path file) {

	private static final int BUSY_TIMEOUT_MS = 10_000;

	public static Database of(PackagedProgram program) {
		return new Database(program.data().resolve("fuse-sync.db"));
	}

	/** The write-ahead log beside it. */
	public Path log() {
		return this.file.resolveSibling(this.file.getFileName() + "-wal");
	}

	/** How many webhooks there are in each state; states of which there are none miss. */
	public Map<String, Long> states() throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setReadOnly(true);
		config.setBusyTimeout(BUSY_TIMEOUT_MS);
		try (Connection connection = config.createConnection("jdbc:sqlite:" + this.file.toAbsolutePath());
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT state, count(*) FROM webhook GROUP BY state")) {
			Map<String, Long> states = new TreeMap<>();
			while (row.next()) {
				states.put(row.getString(1), row.getLong(2));
			}
			return states;
		}
	}

	/** How many webhooks are in a state. */
	public long count(String state) throws SQLException {
		return states().getOrDefault(state, 0L);
	}

	/** Has SQLite run a statement, as somebody who tampers with the file would. */
	public void run(String sql) throws SQLException {
		try (Connection connection = open(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/** Whether SQLite finds nothing wrong in it. */
	public boolean isSound() {
		try (Connection connection = open();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("PRAGMA quick_check")) {
			return row.next() && row.getString(1).equals("ok");
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/** A connection that may write. */
	public Connection open() throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_TIMEOUT_MS);
		return config.createConnection("jdbc:sqlite:" + this.file.toAbsolutePath());
	}

}
