package dev.fusesync.connections;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.fusesync.connections.Timeline.Event;
import dev.fusesync.connections.Timeline.Place;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * Reads what became of the webhooks of a connection. A webhook's row tells its receipt
 * and its end, the table {@code event} what happened between.
 */
@Component
class TimelineQueries {

	/** Number of webhooks, and of their events between, that a page is made of. */
	static final int WEBHOOKS = 500;

	private static final int EVENTS = 2_000;

	/** Maximum number of waiting webhooks, and of dead letters, that are counted. */
	static final int MOST_COUNTED = 1_000;

	static final String DISCARDED = "discarded";

	private static final String TYPE = "CASE WHEN length(w.type) <= 200 THEN w.type END AS type";

	static final String ROWS = "SELECT w.seq, w.id, " + TYPE + ", w.state, w.first_received_at, w.finished_at, "
			+ "w.superseded_at, w.attempts, w.status, w.code, w.request_id, w.reason, w.decided_by, w.decision_reason "
			+ "FROM webhook w WHERE w.connection_key = ? AND w.seq <= ? ORDER BY w.seq DESC LIMIT " + (WEBHOOKS + 1);

	/** Ordered by an expression, so that SQLite does not read all events. */
	static final String BETWEEN = "SELECT w.seq AS webhook, w.id, " + TYPE + ", e.seq, e.at, e.event, e.attempts, "
			+ "e.due_at, e.status, e.code, e.request_id, e.reason, e.decided_by FROM webhook w JOIN event e "
			+ "ON e.webhook = w.seq WHERE w.connection_key = ? AND w.seq BETWEEN ? AND ? ORDER BY +e.seq DESC LIMIT "
			+ EVENTS;

	private final Store store;

	private final ConnectionQueries connections;

	private final SummaryQueries summaries;

	TimelineQueries(Store store, ConnectionQueries connections, SummaryQueries summaries) {
		this.store = store;
		this.connections = connections;
		this.summaries = summaries;
	}

	/** Returns a page of the timeline; empty if nothing is known of the connection. */
	Optional<Timeline> timeline(String id, Place after, int limit) {
		String key = NewWebhook.connectionKey(id);
		return this.connections.status(key, MOST_COUNTED).map((status) -> {
			List<Row> rows = this.store.jdbc().sql(ROWS).params(key, after.top()).query(TimelineQueries::row).list();
			boolean more = rows.size() > WEBHOOKS;
			List<Event> events = events(key, more ? rows.subList(0, WEBHOOKS) : rows).stream()
				.filter((event) -> event.place().compareTo(after) > 0)
				.sorted((one, other) -> one.place().compareTo(other.place()))
				.toList();
			boolean cut = events.size() > limit;
			Place next = cut ? events.get(limit - 1).place() : more ? Place.before(rows.get(WEBHOOKS).seq()) : null;
			return new Timeline(status.of(id), this.summaries.sentence(key, status),
					cut ? events.subList(0, limit) : events, (next != null) ? next.toString() : null);
		});
	}

	private List<Event> events(String key, List<Row> rows) {
		if (rows.isEmpty()) {
			return List.of();
		}
		long top = rows.get(0).seq();
		RowMapper<Event> between = (row, number) -> between(row, top);
		List<Event> events = new ArrayList<>(
				this.store.jdbc().sql(BETWEEN).params(key, rows.get(rows.size() - 1).seq(), top).query(between).list());
		Set<Told> told = events.stream()
			.map((event) -> new Told(event.webhook(), event.event(), event.at()))
			.collect(Collectors.toSet());
		rows.stream()
			.flatMap((row) -> row.events(top).stream())
			.filter((event) -> !told.contains(new Told(event.webhook(), event.event(), event.at())))
			.forEach(events::add);
		return events;
	}

	private static Event between(ResultSet row, long top) throws SQLException {
		String event = row.getString("event");
		String by = text(row, "decided_by");
		Place place = new Place(top, row.getLong("at"), row.getLong("webhook"), row.getLong("seq"));
		return new Event(time(row, "at"), event, row.getString("id"), text(row, "type"),
				(by != null) ? null : Integer.valueOf(row.getInt("attempts")), number(row, "status"), text(row, "code"),
				text(row, "request_id"), text(row, "reason"), by, time(row, "due_at"), place);
	}

	private static Row row(ResultSet row, int number) throws SQLException {
		return new Row(row.getLong("seq"), row.getString("id"), text(row, "type"), row.getString("state"),
				time(row, "first_received_at"), time(row, "finished_at"), time(row, "superseded_at"),
				row.getInt("attempts"), number(row, "status"), text(row, "code"), text(row, "request_id"),
				text(row, "reason"), text(row, "decided_by"), text(row, "decision_reason"));
	}

	private static String text(ResultSet row, String column) throws SQLException {
		return ColumnText.read(row.getString(column));
	}

	private static Integer number(ResultSet row, String column) throws SQLException {
		int number = row.getInt(column);
		return row.wasNull() ? null : number;
	}

	private static Instant time(ResultSet row, String column) throws SQLException {
		long millis = row.getLong(column);
		return row.wasNull() ? null : Instant.ofEpochMilli(millis);
	}

	/** That an event between is told, so that the row does not tell it again. */
	private record Told(String webhook, String event, Instant at) {

	}

	/** What the row of a webhook tells. */
	private record Row(long seq, String id, String type, String state, Instant received, Instant finished,
			Instant superseded, int attempts, Integer status, String code, String requestId, String reason, String by,
			String decisionReason) {

		List<Event> events(long top) {
			List<Event> events = new ArrayList<>();
			events.add(bare("received", this.received, top, 0));
			if (this.finished != null) {
				events.add(end(new Place(top, this.finished.toEpochMilli(), this.seq, Place.LAST - 1)));
			}
			if (this.superseded != null) {
				events.add(bare("superseded", this.superseded, top, Place.LAST));
			}
			return events;
		}

		private Event bare(String event, Instant at, long top, long step) {
			return new Event(at, event, this.id, this.type, null, null, null, null, null, null, null,
					new Place(top, at.toEpochMilli(), this.seq, step));
		}

		private Event end(Place place) {
			return switch (this.state) {
				case DISCARDED -> new Event(this.finished, this.state, this.id, this.type, null, null, null, null,
						this.decisionReason, this.by, null, place);
				case Outcome.COVERED -> new Event(this.finished, this.state, this.id, this.type, null, null, null,
						this.requestId, this.reason, null, null, place);
				default -> new Event(this.finished, this.state, this.id, this.type, this.attempts, this.status,
						this.code, this.requestId, this.reason, null, null, place);
			};
		}

	}

}
