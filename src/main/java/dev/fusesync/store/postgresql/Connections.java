package dev.fusesync.store.postgresql;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens connections. Parameters of the URL win over those set here. The password is read
 * for each connection, so that it can be changed while the program runs.
 */
final class Connections {

	static final int READERS = 4;

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

	private static final Duration POOL_TIMEOUT = Duration.ofSeconds(5);

	/** How long one host may take to accept a connection, and all of them together. */
	private static final String CONNECT_TIMEOUT_S = "2";

	private static final String LOGIN_TIMEOUT_S = "5";

	private static final String INVALID_PASSWORD = "28P01";

	/** The SQLSTATE of {@link #checkDurable}. */
	static final String NOT_DURABLE = "FS002";

	private static final String NAME = "fuse-sync";

	private static final String END_EARLIER = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
			+ "WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid() "
			+ "AND (state LIKE 'idle in transaction%' OR state = 'active' AND wait_event_type IN ('IPC', 'Lock') "
			+ "OR state = 'idle' AND state_change < statement_timestamp() - ? * interval '1 second')";

	/** Of this process. */
	private final String token = UUID.randomUUID().toString();

	private final DatabaseSettings settings;

	Connections(DatabaseSettings settings) {
		this.settings = settings;
	}

	/**
	 * Opens a connection that replaces the earlier one of the same name. The server may
	 * not notice that the earlier one was closed: its commit waits for a standby, or the
	 * network does not say so. Such connections would keep their locks, and use up all
	 * that the server has. One that was in use a moment ago is spared: it has to end
	 * itself, or a pooler is giving it to another client, whose name it does not have
	 * yet.
	 * @param timeout how long to wait for the answer to a statement, a commit included;
	 * an earlier connection that is idle for longer is ended
	 */
	Connection openOnly(String name, Duration timeout) throws SQLException {
		Connection connection = open(NAME + " " + name + " " + this.token, timeout);
		try (PreparedStatement end = connection.prepareStatement(END_EARLIER)) {
			end.setLong(1, timeout.toSeconds());
			end.execute();
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Opens a connection.
	 * @param timeout how long to wait for the answer to a statement, a commit included
	 */
	Connection open(Duration timeout) throws SQLException {
		return open(NAME, timeout);
	}

	private Connection open(String name, Duration timeout) throws SQLException {
		Properties properties = new Properties();
		properties.setProperty("user", this.settings.username());
		if (this.settings.password().isSet()) {
			properties.setProperty("password", password());
		}
		properties.setProperty("socketTimeout", String.valueOf(timeout.toSeconds()));
		properties.setProperty("connectTimeout", CONNECT_TIMEOUT_S);
		properties.setProperty("loginTimeout", LOGIN_TIMEOUT_S);
		properties.setProperty("tcpKeepAlive", "true");
		// Of several hosts, the one that can be written.
		properties.setProperty("targetServerType", "primary");
		// A replica may have become the primary a moment ago.
		properties.setProperty("hostRecheckSeconds", "1");
		// Details of a message contain the row.
		properties.setProperty("logServerErrorDetail", "false");
		properties.setProperty("ApplicationName", name);
		return DriverManager.getConnection(this.settings.url(), properties);
	}

	/** Read for each connection, so that it can be changed while the program runs. */
	private String password() throws SQLException {
		try {
			return this.settings.password().text();
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			throw new SQLException(
					"spring.datasource.password " + this.settings.password().fault().orElse("was changed"),
					INVALID_PASSWORD);
		}
	}

	/** A pool of connections for reading. */
	HikariDataSource readers() {
		HikariConfig pool = new HikariConfig();
		pool.setPoolName("store-readers");
		pool.setMaximumPoolSize(READERS);
		pool.setConnectionTimeout(POOL_TIMEOUT.toMillis());
		pool.setDataSource(new AbstractDataSource() {
			@Override
			public Connection getConnection() throws SQLException {
				return open(READ_TIMEOUT);
			}

			@Override
			public void setLoginTimeout(int seconds) {
				// Always the same.
			}

			@Override
			public Connection getConnection(String username, String password) throws SQLException {
				return getConnection();
			}
		});
		return new HikariDataSource(pool);
	}

	/**
	 * Checks that a committed webhook is on disk.
	 * @return the standbys that a commit waits for; blank for none
	 * @throws SQLException with a sentence if it might not be
	 */
	static String checkDurable(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT current_setting('fsync'), "
						+ "current_setting('synchronous_commit'), current_setting('synchronous_standby_names')")) {
			row.next();
			if ("off".equals(row.getString(1)) || "off".equals(row.getString(2))) {
				throw new SQLException("PostgreSQL commits before a webhook is on disk, since fsync is "
						+ row.getString(1) + " and synchronous_commit is " + row.getString(2), NOT_DURABLE);
			}
			return row.getString(3);
		}
	}

}
