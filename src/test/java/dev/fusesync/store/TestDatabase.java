package dev.fusesync.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.fusesync.store.postgresql.PostgresFixture;
import dev.fusesync.store.sqlite.SqliteDialect;
import dev.fusesync.support.PostgresServer;
import org.springframework.beans.factory.DisposableBean;

/**
 * The database that tests of the store use: SQLite or, in their second run, PostgreSQL,
 * where each directory stands for a schema.
 */
public final class TestDatabase {

	/** Whether this is the run on PostgreSQL. */
	public static final boolean POSTGRESQL = "postgresql".equals(System.getProperty("fuse-sync.test.database"));

	private static final Map<Path, String> SCHEMAS = new ConcurrentHashMap<>();

	private TestDatabase() {
	}

	/** Opens the database of a directory, and creates it if there is none yet. */
	public static Dialect open(StoreSettings settings) {
		return POSTGRESQL
				? PostgresFixture.open(SCHEMAS.computeIfAbsent(settings.directory(),
						(directory) -> PostgresServer.shared().newSchema()), settings.keepsBodies())
				: new SqliteDialect(settings);
	}

	/** Another instance on a PostgreSQL database that is open. */
	public static Dialect another(Path directory) {
		return PostgresFixture.another(SCHEMAS.get(directory));
	}

	/**
	 * Makes the tables of a PostgreSQL database look as if the last instance, which is
	 * closed, had died with all its buckets and its lease had ended.
	 */
	static void noteDeath(Path directory) throws SQLException {
		try (Connection connection = PostgresServer.connect(SCHEMAS.get(directory));
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("UPDATE bucket SET owner = -1");
			statement.executeUpdate("DELETE FROM instance");
		}
	}

	public static void close(Dialect dialect) {
		try {
			((DisposableBean) dialect).destroy();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
