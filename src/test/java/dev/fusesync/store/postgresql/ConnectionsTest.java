package dev.fusesync.store.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.fusesync.secrets.Secret;
import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What becomes of the earlier connection of the same name. */
class ConnectionsTest {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final String url = PostgresServer.shared().newSchema();

	private final Connections connections = new Connections(new DatabaseSettings(this.url, "fuse", Secret.valueOf("")));

	@Test
	void oneThatWaitsIsEnded() throws Exception {
		try (Connection holder = PostgresServer.connect(this.url);
				Connection earlier = this.connections.openOnly("writer", TIMEOUT);
				Connection other = this.connections.openOnly("leases", TIMEOUT)) {
			int backend = backend(earlier);
			int otherBackend = backend(other);
			assertThat(lock(holder)).isTrue();
			CompletableFuture<Boolean> waiting = lockLater(earlier);
			CompletableFuture<Boolean> otherWaiting = lockLater(other);
			await().until(() -> waits(holder, backend) && waits(holder, otherBackend));
			this.connections.openOnly("writer", TIMEOUT).close();
			assertThatThrownBy(waiting::join).hasMessageContaining("terminating connection");
			unlock(holder);
			assertThat(otherWaiting.join()).isTrue();
		}
	}

	@Test
	void oneInATransactionIsEnded() throws Exception {
		try (Connection earlier = this.connections.openOnly("writer", TIMEOUT)) {
			earlier.setAutoCommit(false);
			backend(earlier);
			this.connections.openOnly("writer", TIMEOUT).close();
			assertThatThrownBy(() -> backend(earlier)).hasMessageContaining("terminating connection");
		}
	}

	@Test
	void oneThatIsIdleForLongIsEnded() throws Exception {
		try (Connection holder = PostgresServer.connect(this.url);
				Connection earlier = this.connections.openOnly("writer", TIMEOUT)) {
			int backend = backend(earlier);
			await().until(() -> number(holder, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + backend
					+ " AND state_change < now() - interval '1 second'") == 1);
			this.connections.openOnly("writer", Duration.ofSeconds(1)).close();
			assertThatThrownBy(() -> backend(earlier)).hasMessageContaining("terminating connection");
		}
	}

	@Test
	void oneThatWasJustUsedIsSparedSinceAPoolerMayHaveGivenItToAnotherClient() throws Exception {
		try (Connection earlier = this.connections.openOnly("writer", TIMEOUT)) {
			int backend = backend(earlier);
			this.connections.openOnly("writer", TIMEOUT).close();
			assertThat(backend(earlier)).isEqualTo(backend);
		}
	}

	private static CompletableFuture<Boolean> lockLater(Connection connection) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return lock(connection);
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static boolean lock(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			return statement.execute("SELECT pg_advisory_lock(4711)");
		}
	}

	private static void unlock(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("SELECT pg_advisory_unlock(4711)");
		}
	}

	private static boolean waits(Connection connection, int backend) throws SQLException {
		return number(connection,
				"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = " + backend) == 1;
	}

	private static int backend(Connection connection) throws SQLException {
		return number(connection, "SELECT pg_backend_pid()");
	}

	private static int number(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getInt(1);
		}
	}

}
