package dev.fusesync.connections;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.stereotype.Component;

/** Reads the webhook that determines the state of a connection. */
@Component
class SummaryQueries {

	private static final String OF_CONNECTION = " FROM webhook w WHERE w.connection_key = ?";

	static final String DEAD = "SELECT d.finished_at, NULL, d.attempts, NULL, d.reason FROM (SELECT w.seq, "
			+ "w.finished_at, w.attempts, w.reason, w.superseded_at" + OF_CONNECTION + " AND w.state = 'dead-lettered' "
			+ "ORDER BY w.finished_at DESC, w.seq DESC LIMIT " + TimelineQueries.MOST_COUNTED
			+ ") AS d WHERE d.superseded_at IS NULL ORDER BY d.finished_at DESC, d.seq DESC LIMIT 1";

	static final String WAITING = "SELECT w.received_at, NULL, w.attempts, w.due_at, w.reason" + OF_CONNECTION
			+ " AND w.state = 'waiting' AND w.queue = ? ORDER BY w.due_at, w.seq LIMIT 1";

	static final String SYNCED = "SELECT s.finished_at, NULL, s.attempts, NULL, NULL FROM (SELECT w.seq, w.state, "
			+ "w.finished_at, w.attempts" + OF_CONNECTION + " ORDER BY w.seq DESC LIMIT " + TimelineQueries.WEBHOOKS
			+ ") AS s WHERE s.state = 'synced' AND s.finished_at = ? ORDER BY s.seq DESC LIMIT 1";

	static final String NEWEST_END = "SELECT w.finished_at, NULL, 0, NULL, NULL" + OF_CONNECTION
			+ " ORDER BY w.seq DESC LIMIT 1";

	static final String NEWEST = "SELECT w.first_received_at, CASE WHEN length(w.type) <= 200 THEN w.type END, 0, NULL, "
			+ "NULL" + OF_CONNECTION + " ORDER BY w.seq DESC LIMIT 1";

	private final Store store;

	SummaryQueries(Store store) {
		this.store = store;
	}

	/** The state of a connection as a sentence. */
	String sentence(String key, ConnectionStatus status) {
		return determining(key, status).map((summary) -> summary.of(status.state(), this.store.clock().instant()))
			.orElse("It is changing at this moment: ask again");
	}

	private Optional<Summary> determining(String key, ConnectionStatus status) {
		return switch (status.state()) {
			case DEAD_LETTERED -> first(DEAD, key);
			case WAITING -> Queues.ALL.stream().flatMap((queue) -> first(WAITING, key, queue).stream()).findFirst();
			case ENDED -> Optional.of(new Summary(status.ended(), null, 0, null, null));
			case SYNCED -> first(SYNCED, key, status.synced().toEpochMilli())
				.or(() -> Optional.of(new Summary(status.synced(), null, 0, null, null)));
			case DISCARDED -> first(NEWEST_END, key);
			case RECEIVED -> first(NEWEST, key);
		};
	}

	private Optional<Summary> first(String sql, Object... values) {
		return this.store.jdbc().sql(sql).params(values).query(SummaryQueries::summary).optional();
	}

	private static Summary summary(ResultSet row, int number) throws SQLException {
		long due = row.getLong(4);
		Instant dueAt = row.wasNull() ? null : Instant.ofEpochMilli(due);
		return new Summary(Instant.ofEpochMilli(row.getLong(1)), ColumnText.read(row.getString(2)), row.getInt(3),
				dueAt, ColumnText.read(row.getString(5)));
	}

}
