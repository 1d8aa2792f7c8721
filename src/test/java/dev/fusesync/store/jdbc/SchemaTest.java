package dev.fusesync.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Migrates to a made-up next version. */
class SchemaTest {

	private static final String LOCK = "SELECT pg_advisory_xact_lock(1)";

	@Test
	void aSchemaIsNotTakenForOneWhoseNameItMatchesAsAPattern() throws Exception {
		PostgresServer.shared().execute("CREATE SCHEMA team_1");
		PostgresServer.shared().execute("CREATE SCHEMA teamx1");
		for (String schema : new String[] { "teamx1", "team_1" }) {
			try (Connection connection = PostgresServer.connect(PostgresServer.shared().url(schema));
					Statement statement = connection.createStatement()) {
				connection.setAutoCommit(false);
				Schema.migrate(connection, "postgresql", LOCK);
				try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + schema + ".webhook")) {
					assertThat(row.next()).isTrue();
				}
			}
		}
	}

	@Test
	void theVersionBeforeWorksWithTheNextTables() throws Exception {
		try (Connection connection = PostgresServer.connect(PostgresServer.shared().newSchema());
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			Schema.migrate(connection, "postgresql", LOCK);
			Schema.migrate(connection, "postgresql", LOCK, 2);
			Schema.migrate(connection, "postgresql", LOCK);
			try (ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
				row.next();
				assertThat(row.getInt(1)).isEqualTo(2);
			}
			statement.execute("UPDATE schema_version SET version = 3, oldest = 3");
			assertThatExceptionOfType(SettingsException.class)
				.isThrownBy(() -> Schema.migrate(connection, "postgresql", LOCK, 2))
				.withMessageContaining("newer fuse-sync (schema 3, this one supports up to 2)");
		}
	}

}
