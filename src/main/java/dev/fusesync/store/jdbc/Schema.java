package dev.fusesync.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import dev.fusesync.settings.SettingsException;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * Migrates the tables to the current schema version with the scripts
 * {@code store/<database>/V1.sql} and following, each in one transaction, and records the
 * version in {@code schema_version}.
 */
public final class Schema {

	private static final int NEWEST = 1;

	private Schema() {
	}

	/**
	 * Runs the scripts that have not been run. Auto-commit must be off.
	 * @throws SettingsException if the tables were written by a newer version
	 */
	public static void migrate(Connection connection, String database) throws SQLException {
		int version = version(connection);
		if (version > NEWEST) {
			throw new SettingsException(
					List.of("The database was written by a newer fuse-sync (schema " + version
							+ ", this one supports up to " + NEWEST + ")."),
					"Start the newer version again, or restore a backup from before it.");
		}
		for (int next = version + 1; next <= NEWEST; next++) {
			ScriptUtils.executeSqlScript(connection, new ClassPathResource("store/" + database + "/V" + next + ".sql"));
			try (Statement statement = connection.createStatement()) {
				statement.executeUpdate("DELETE FROM schema_version");
				statement.executeUpdate("INSERT INTO schema_version (version) VALUES (" + next + ")");
			}
			connection.commit();
		}
	}

	private static int version(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.executeUpdate("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
			try (ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
				return row.next() ? row.getInt(1) : 0;
			}
		}
	}

}
