package dev.fusesync.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens connections to the database file with the settings required for durability. */
final class SqliteConnections {

	/** Number of connections for reading; a read takes far less than a millisecond. */
	private static final int READERS = 4;

	static final int BUSY_TIMEOUT_MS = 5_000;

	private final String url;

	SqliteConnections(Path database) {
		this.url = "jdbc:sqlite:" + database.toAbsolutePath();
	}

	/**
	 * A connection for writing; the database is created if it does not exist. Page size
	 * and vacuum mode can be set only before the first table exists, so the order
	 * matters.
	 */
	Connection writer() throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setBusyTimeout(BUSY_TIMEOUT_MS);
		// Otherwise the driver asks for the row's number after each INSERT.
		config.setGetGeneratedKeys(false);
		Connection connection = config.createConnection(this.url);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
			expect(statement, "PRAGMA journal_mode = WAL", "wal");
			statement.execute("PRAGMA synchronous = FULL");
			expect(statement, "PRAGMA synchronous", "2");
			// Only for macOS, where fsync alone does not reach the disk.
			statement.execute("PRAGMA fullfsync = 1");
			statement.execute("PRAGMA checkpoint_fullfsync = 1");
			// The writer runs checkpoints itself: SQLite ignores the errors of automatic
			// ones.
			statement.execute("PRAGMA wal_autocheckpoint = 0");
			statement.execute("PRAGMA journal_size_limit = 67108864");
			statement.execute("PRAGMA secure_delete = ON");
			statement.execute("PRAGMA temp_store = MEMORY");
			statement.execute("PRAGMA cache_size = -8000");
			statement.execute("PRAGMA mmap_size = 0");
			return connection;
		}
		catch (SQLException | RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	private static void expect(Statement statement, String pragma, String wanted) throws SQLException {
		try (ResultSet row = statement.executeQuery(pragma)) {
			String found = row.next() ? row.getString(1) : "nothing";
			if (!wanted.equalsIgnoreCase(found)) {
				throw new SQLException("the database ignored \"" + pragma + "\" and returned " + found);
			}
		}
	}

	/** Read-only connections. The database must exist. */
	HikariDataSource readers() {
		SQLiteConfig config = new SQLiteConfig();
		config.setReadOnly(true);
		config.setBusyTimeout(BUSY_TIMEOUT_MS);
		config.setTempStore(SQLiteConfig.TempStore.MEMORY);
		SQLiteDataSource source = new SQLiteDataSource(config) {
			@Override
			public Connection getConnection() throws SQLException {
				return ReusedStatements.of(super.getConnection());
			}
		};
		source.setUrl(this.url);
		HikariConfig pool = new HikariConfig();
		pool.setPoolName("store-readers");
		pool.setDataSource(source);
		pool.setReadOnly(true);
		pool.setMinimumIdle(READERS);
		pool.setMaximumPoolSize(READERS);
		pool.setMaxLifetime(0);
		return new HikariDataSource(pool);
	}

}
