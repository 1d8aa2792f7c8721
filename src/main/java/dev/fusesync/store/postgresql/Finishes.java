package dev.fusesync.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.jdbc.ColumnText;
import dev.fusesync.store.jdbc.JdbcWriteSession;

/** Writes the webhooks that are finished in a transaction by two statements. */
final class Finishes {

	private final Map<String, List<Finish>> byState = new LinkedHashMap<>();

	private final Connection connection;

	private final PreparedStatement finish;

	/** Null if bodies are kept. */
	private final PreparedStatement deleteBodies;

	Finishes(Connection connection, boolean keepsBodies) throws SQLException {
		this.connection = connection;
		this.finish = connection.prepareStatement("UPDATE webhook SET state = ?, finished_at = ?, "
				+ (keepsBodies ? JdbcWriteSession.KEEP_BODY : "")
				+ "attempts = attempts + 1, give_backs = 0, unfinished = 0, failure_class = NULL, status = NULL, "
				+ "code = NULL, reason = NULL, request_id = (CAST(? AS TEXT[]))[array_position(?, seq)] "
				+ "WHERE seq = ANY (?) AND id = ANY (?) AND state = 'waiting' "
				+ "AND replays = (CAST(? AS INTEGER[]))[array_position(?, seq)] RETURNING seq");
		this.deleteBodies = keepsBodies ? null : connection.prepareStatement("DELETE FROM body WHERE seq = ANY (?)");
	}

	/** Adds a webhook; the consumer is told whether it was waiting. */
	void add(StoredWebhook webhook, Outcome.Finished outcome, long now, Written written) {
		this.byState.computeIfAbsent(outcome.state(), (state) -> new ArrayList<>())
			.add(new Finish(webhook.seq(), webhook.id(), webhook.replays(), ColumnText.write(outcome.requestId()), now,
					written));
	}

	void send() throws SQLException {
		for (Map.Entry<String, List<Finish>> state : this.byState.entrySet()) {
			List<Finish> all = state.getValue();
			Set<Long> written = finish(state.getKey(), all);
			if (this.deleteBodies != null) {
				this.deleteBodies.setArray(1, this.connection.createArrayOf("bigint", written.toArray()));
				this.deleteBodies.executeUpdate();
			}
			// Only the first of several outcomes of a webhook was written.
			for (Finish one : all) {
				one.written().accept(written.remove(one.seq()));
			}
		}
		clear();
	}

	private Set<Long> finish(String state, List<Finish> all) throws SQLException {
		Object[] seqs = all.stream().map(Finish::seq).toArray();
		this.finish.setString(1, state);
		this.finish.setLong(2, all.get(0).now());
		this.finish.setArray(3, this.connection.createArrayOf("text", all.stream().map(Finish::requestId).toArray()));
		this.finish.setArray(4, this.connection.createArrayOf("bigint", seqs));
		this.finish.setArray(5, this.connection.createArrayOf("bigint", seqs));
		this.finish.setArray(6, this.connection.createArrayOf("text", all.stream().map(Finish::id).toArray()));
		this.finish.setArray(7, this.connection.createArrayOf("integer", all.stream().map(Finish::replays).toArray()));
		this.finish.setArray(8, this.connection.createArrayOf("bigint", seqs));
		Set<Long> written = new HashSet<>();
		try (ResultSet row = this.finish.executeQuery()) {
			while (row.next()) {
				written.add(row.getLong(1));
			}
		}
		return written;
	}

	void clear() {
		this.byState.clear();
	}

	/** Is told whether an outcome was written. */
	@FunctionalInterface
	interface Written {

		void accept(boolean written) throws SQLException;

	}

	private record Finish(long seq, String id, int replays, String requestId, long now, Written written) {

	}

}
