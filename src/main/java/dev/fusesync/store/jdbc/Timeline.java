package dev.fusesync.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

import dev.fusesync.store.Failure;
import dev.fusesync.store.StoredWebhook;

/**
 * Writes what the row of a webhook does not tell: attempts that failed, and when a
 * connection was synced or ended.
 */
final class Timeline {

	private static final String EVENT = "INSERT INTO event (webhook, at, event, attempts, due_at, failure_class, "
			+ "status, code, request_id, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

	/** Sets no other column, since the indexes of its columns would be written too. */
	private static final String SYNCED = "INSERT INTO connection (connection_key, connection, source, environment, "
			+ "synced_at, synced_received_at, synced_seq) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_key) DO UPDATE SET "
			+ "synced_at = excluded.synced_at, synced_received_at = CASE WHEN connection.synced_received_at > "
			+ "excluded.synced_received_at THEN connection.synced_received_at ELSE excluded.synced_received_at END, "
			+ "synced_seq = CASE WHEN connection.synced_seq > excluded.synced_seq THEN connection.synced_seq ELSE excluded.synced_seq END, "
			+ "ended_at = CASE WHEN connection.ended_at >= excluded.synced_received_at THEN connection.ended_at END";

	private static final String ENDED = "INSERT INTO connection (connection_key, connection, source, environment, "
			+ "ended_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (connection_key) DO UPDATE SET ended_at = CASE WHEN "
			+ "connection.synced_received_at > excluded.ended_at THEN connection.ended_at ELSE excluded.ended_at END";

	private final JdbcWriteSession session;

	private final PreparedStatement event;

	private final PreparedStatement synced;

	private final PreparedStatement ended;

	Timeline(JdbcWriteSession session) throws SQLException {
		this.session = session;
		Connection connection = session.connection();
		this.event = connection.prepareStatement(EVENT);
		this.synced = connection.prepareStatement(SYNCED);
		this.ended = connection.prepareStatement(ENDED);
	}

	/** An attempt failed and is repeated. */
	void retried(StoredWebhook webhook, Failure failure, long now, long dueAt) throws SQLException {
		this.event.setLong(5, dueAt);
		write("retried", webhook, failure, now);
	}

	/** An attempt failed and is not repeated. */
	void deadLettered(StoredWebhook webhook, Failure failure, long now) throws SQLException {
		this.event.setNull(5, Types.BIGINT);
		write("dead-lettered", webhook, failure, now);
	}

	private void write(String name, StoredWebhook webhook, Failure failure, long now) throws SQLException {
		this.event.setLong(1, webhook.seq());
		this.event.setLong(2, now);
		this.event.setString(3, name);
		this.event.setInt(4, webhook.attempts() + 1);
		JdbcWriteSession.set(this.event, 6, failure);
		write(this.event);
	}

	/** The newest sync of its connection. */
	void synced(StoredWebhook webhook, long now) throws SQLException {
		if (webhook.connectionKey() != null) {
			setConnection(this.synced, webhook);
			this.synced.setLong(5, now);
			this.synced.setLong(6, webhook.firstReceivedAt());
			this.synced.setLong(7, webhook.seq());
			write(this.synced);
		}
	}

	/** Its connection will not be synced any more. */
	void ended(StoredWebhook webhook) throws SQLException {
		if (webhook.connectionKey() != null) {
			setConnection(this.ended, webhook);
			this.ended.setLong(5, webhook.firstReceivedAt());
			write(this.ended);
		}
	}

	private static void setConnection(PreparedStatement insert, StoredWebhook webhook) throws SQLException {
		insert.setString(1, webhook.connectionKey());
		insert.setString(2, ColumnText.write(webhook.connection()));
		insert.setString(3, ColumnText.write(webhook.source()));
		insert.setString(4, ColumnText.write(webhook.environment()));
	}

	private void write(PreparedStatement statement) throws SQLException {
		this.session.execute(statement, (rows) -> {
			// Nothing depends on it.
		});
	}

}
