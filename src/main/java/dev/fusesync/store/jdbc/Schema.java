package dev.fusesync.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import dev.fusesync.settings.SettingsException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * Migrates the tables to the current version with the scripts
 * {@code store/<database>/V1.sql} and following, each in one transaction. A script also
 * sets {@code schema_version}, so that a person may run it instead: the version, and the
 * oldest version whose program works with these tables.
 */
public final class Schema {

	private static final int NEWEST = 1;

	private Schema() {
	}

	/**
	 * Runs the scripts that have not been run. Auto-commit must be off.
	 * @param lock a statement that keeps other instances from doing the same until the
	 * commit; null if there are none
	 * @throws SettingsException if the tables are too new for this version, or the user
	 * may not change them
	 */
	public static void migrate(Connection connection, String database, String lock) throws SQLException {
		migrate(connection, database, lock, NEWEST);
	}

	/** For tests of the next version. */
	static void migrate(Connection connection, String database, String lock, int newest) throws SQLException {
		while (version(connection, newest) < newest) {
			try (Statement statement = connection.createStatement()) {
				if (lock != null) {
					statement.execute(lock);
				}
				int next = version(connection, newest) + 1;
				if (next <= newest) {
					run(connection, database + "/V" + next + ".sql");
				}
			}
			connection.commit();
		}
		connection.commit();
	}

	private static void run(Connection connection, String script) {
		try {
			ScriptUtils.executeSqlScript(connection, new ClassPathResource("store/" + script));
		}
		catch (RuntimeException ex) {
			throw new SettingsException(
					List.of("The tables of the store cannot be created or changed: "
							+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage()),
					"Let the database's user do so, or have another user run the script " + script
							+ " from the folder store of the jar.");
		}
	}

	/** Also finds schemas with another letter in place of an underscore. */
	private static boolean isThere(ResultSet table, String schema) throws SQLException {
		while (table.next()) {
			if (schema == null || schema.equals(table.getString("TABLE_SCHEM"))) {
				return true;
			}
		}
		return false;
	}

	/** The version of the tables; 0 if there are none. */
	private static int version(Connection connection, int newest) throws SQLException {
		try (ResultSet table = connection.getMetaData()
			.getTables(connection.getCatalog(), connection.getSchema(), "schema_version", null)) {
			if (!isThere(table, connection.getSchema())) {
				return 0;
			}
		}
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT version, oldest FROM schema_version")) {
			row.next();
			if (row.getInt("oldest") > newest) {
				throw new SettingsException(
						List.of("The tables of the store were written by a newer fuse-sync (schema "
								+ row.getInt("version") + ", this one supports up to " + newest + ")."),
						"Start the newer version again, or restore a backup from before it.");
			}
			return row.getInt("version");
		}
	}

}
