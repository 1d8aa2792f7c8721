package dev.fusesync.store.sqlite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Statements that are used again. */
class ReusedStatementsTest {

	private Connection connection;

	@BeforeEach
	void open() throws SQLException {
		this.connection = ReusedStatements.of(DriverManager.getConnection("jdbc:sqlite::memory:"));
	}

	@AfterEach
	void close() throws SQLException {
		this.connection.close();
	}

	@Test
	void preparesATextOnce() throws SQLException {
		PreparedStatement first = this.connection.prepareStatement("SELECT ?");
		Object driver = first.unwrap(PreparedStatement.class);
		first.setString(1, "a");
		assertThat(read(first)).isEqualTo("a");
		first.close();
		first.close();
		PreparedStatement second = this.connection.prepareStatement("SELECT ?");
		assertThat(second.unwrap(PreparedStatement.class)).isSameAs(driver);
		assertThat(read(second)).as("a parameter of the last use").isNull();
		assertThat(first.isClosed()).isTrue();
		assertThat(second.isClosed()).isFalse();
	}

	@Test
	void preparesAnotherWhileTheFirstIsInUse() throws SQLException {
		try (PreparedStatement first = this.connection.prepareStatement("SELECT 1 UNION SELECT 2");
				ResultSet rows = first.executeQuery();
				PreparedStatement second = this.connection.prepareStatement("SELECT 1 UNION SELECT 2");
				ResultSet others = second.executeQuery()) {
			assertThat(rows.next() && others.next() && rows.next() && others.next()).isTrue();
			assertThat(second.unwrap(PreparedStatement.class)).isNotSameAs(first.unwrap(PreparedStatement.class));
		}
		assertThat(read(this.connection.prepareStatement("SELECT 1 UNION SELECT 2"))).isEqualTo("1");
	}

	@Test
	void closesTheResultsThatWereLeftOpen() throws SQLException {
		PreparedStatement statement = this.connection.prepareStatement("SELECT 1 UNION SELECT 2");
		ResultSet rows = statement.executeQuery();
		assertThat(rows.next()).isTrue();
		statement.close();
		assertThat(rows.isClosed()).isTrue();
	}

	@Test
	void keepsAFewAndReportsFaultsAsTheDriverDoes() throws SQLException {
		PreparedStatement first = this.connection.prepareStatement("SELECT 0");
		PreparedStatement driver = first.unwrap(PreparedStatement.class);
		first.close();
		for (int i = 1; i <= ReusedStatements.MOST; i++) {
			this.connection.prepareStatement("SELECT " + i).close();
		}
		assertThat(driver.isClosed()).isTrue();
		assertThat(this.connection.isWrapperFor(SQLiteConnection.class)).isTrue();
		assertThatThrownBy(() -> this.connection.prepareStatement("SELEC 1")).isInstanceOf(SQLException.class)
			.hasMessageContaining("syntax error");
	}

	private static String read(PreparedStatement statement) throws SQLException {
		try (ResultSet row = statement.executeQuery()) {
			return row.next() ? row.getString(1) : "none";
		}
	}

}
