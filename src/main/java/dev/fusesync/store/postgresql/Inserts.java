package dev.fusesync.store.postgresql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.jdbc.ColumnText;

/** Inserts the new webhooks of a transaction by two statements. */
final class Inserts {

	private static final String COLUMNS = "seq, id, queue, bucket, connection_key, type, connection, source, "
			+ "environment, signature, size, first_received_at, received_at, due_at";

	private final List<StoredWebhook> rows = new ArrayList<>();

	private final List<byte[]> bodies = new ArrayList<>();

	private final Connection connection;

	private final PreparedStatement insert;

	private final PreparedStatement insertBodies;

	Inserts(Connection connection) throws SQLException {
		this.connection = connection;
		this.insert = connection.prepareStatement(
				"INSERT INTO webhook (" + COLUMNS + ", state) SELECT " + COLUMNS + ", 'waiting' FROM unnest(?"
						+ ", ?".repeat(COLUMNS.split(",").length - 1) + ") AS new (" + COLUMNS + ")");
		this.insertBodies = connection.prepareStatement("INSERT INTO body (seq, bytes) SELECT * FROM unnest(?, ?)");
	}

	void add(StoredWebhook row, byte[] body) {
		this.rows.add(row);
		this.bodies.add(body);
	}

	void send() throws SQLException {
		if (this.rows.isEmpty()) {
			return;
		}
		set(1, "bigint", StoredWebhook::seq);
		set(2, "text", StoredWebhook::id);
		set(3, "text", StoredWebhook::queue);
		set(4, "integer", StoredWebhook::bucket);
		set(5, "text", StoredWebhook::connectionKey);
		set(6, "text", (row) -> ColumnText.write(row.type()));
		set(7, "text", (row) -> ColumnText.write(row.connection()));
		set(8, "text", (row) -> ColumnText.write(row.source()));
		set(9, "text", (row) -> ColumnText.write(row.environment()));
		set(10, "text", StoredWebhook::signature);
		set(11, "integer", StoredWebhook::size);
		set(12, "bigint", StoredWebhook::firstReceivedAt);
		set(13, "bigint", StoredWebhook::receivedAt);
		set(14, "bigint", StoredWebhook::dueAt);
		this.insert.executeUpdate();
		this.insertBodies.setArray(1, array("bigint", StoredWebhook::seq));
		this.insertBodies.setArray(2, this.connection.createArrayOf("bytea", this.bodies.toArray(byte[][]::new)));
		this.insertBodies.executeUpdate();
		clear();
	}

	private void set(int parameter, String type, Function<StoredWebhook, Object> column) throws SQLException {
		this.insert.setArray(parameter, array(type, column));
	}

	private Array array(String type, Function<StoredWebhook, Object> column) throws SQLException {
		return this.connection.createArrayOf(type, this.rows.stream().map(column).toArray());
	}

	void clear() {
		this.rows.clear();
		this.bodies.clear();
	}

}
