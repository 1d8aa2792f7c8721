package dev.fusesync.store.postgresql;

import java.sql.Connection;
import java.sql.Statement;

import dev.fusesync.store.Counts;
import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One instance counts for all of them. */
class SharedCountsTest {

	private static final String INSERT = "INSERT INTO webhook (seq, id, queue, bucket, signature, size, state, "
			+ "failure_class, superseded_at, first_received_at, received_at, due_at) SELECT i, 'id' || i, 'inbox', 0, '', 1, "
			+ "CASE WHEN i <= 3 THEN 'waiting' WHEN i <= 5 THEN 'dead-lettered' ELSE 'synced' END, "
			+ "CASE WHEN i IN (4, 5) THEN 'message' END, CASE WHEN i = 5 THEN 1 END, 1, 1, 1 FROM generate_series(1, 9) AS i";

	@Test
	void allSeeWhatOneHasCounted() throws Exception {
		String url = PostgresServer.shared().newSchema();
		PostgresDialect dialect = PostgresFixture.instance(url);
		try (Connection connection = PostgresServer.connect(url); Statement statement = connection.createStatement()) {
			statement.executeUpdate(INSERT);
			SharedCounts shared = new SharedCounts(dialect.readers());
			Counts one = new Counts();
			Counts another = new Counts();
			another.addWaiting("inbox", -7);
			assertThat(another.waiting("inbox")).as("What it has synced for others").isZero();
			another.addDeadLetters("transient", 2);
			shared.refresh(one, true);
			shared.refresh(another, false);
			assertThat(another.waiting("inbox")).isEqualTo(3).isEqualTo(one.waiting("inbox"));
			assertThat(another.deadLetters()).containsEntry("message", 1L).containsEntry("transient", 0L);
			assertThat(another.superseded()).isEqualTo(1);
			assertThat(another.history()).isEqualTo(4);
			statement.executeUpdate("DELETE FROM webhook WHERE state = 'waiting'");
			shared.refresh(one, true);
			assertThat(one.waiting("inbox")).isZero();
		}
		finally {
			dialect.destroy();
		}
	}

}
