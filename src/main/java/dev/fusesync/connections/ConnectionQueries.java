package dev.fusesync.connections;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.fusesync.connections.ConnectionPage.Place;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** Reads the present state of connections. */
@Component
class ConnectionQueries {

	/** Webhooks of each connection counted for the list. */
	static final int MOST_LISTED = 100;

	/** Connections whose state is read at once. */
	private static final int AT_ONCE = 50;

	/** The queues are named so that SQLite chooses the index of waiting webhooks. */
	private static final String STATUS = "SELECT asked.k, %s, length(coalesce(c.connection, l.connection)) AS length, "
			+ "c.synced_at, c.ended_at, l.state AS newest, (SELECT count(*) FROM (SELECT 1 FROM webhook w WHERE w.connection_key = asked.k "
			+ "AND w.state = 'waiting' AND w.queue IN ('inbox', 'other-events') LIMIT %d) AS found) AS waiting, "
			+ "(SELECT count(*) FROM (SELECT d.superseded_at FROM webhook d WHERE d.connection_key = asked.k "
			+ "AND d.state = 'dead-lettered' ORDER BY d.finished_at DESC, d.seq DESC LIMIT %d) AS found "
			+ "WHERE found.superseded_at IS NULL) AS dead FROM asked LEFT JOIN connection c ON c.connection_key = asked.k "
			+ "LEFT JOIN webhook l ON l.seq = (SELECT max(x.seq) FROM webhook x WHERE x.connection_key = asked.k) "
			+ "WHERE c.connection_key IS NOT NULL OR l.seq IS NOT NULL";

	private final Store store;

	private final KeyQueries keys;

	ConnectionQueries(Store store, KeyQueries keys) {
		this.store = store;
		this.keys = keys;
	}

	/** Returns a page of matches, starting after a position. */
	ConnectionPage page(ConnectionFilter filter, Place after, int limit) {
		KeyQueries.Found found = this.keys.next(filter, after);
		List<ConnectionStatus> entries = new ArrayList<>();
		Place last = after;
		for (int from = 0; from < found.places().size(); from += AT_ONCE) {
			List<Place> places = found.places().subList(from, Math.min(from + AT_ONCE, found.places().size()));
			Map<String, ConnectionStatus> known = statuses(places.stream().map(Place::key).toList(), MOST_LISTED);
			for (Place place : places) {
				ConnectionStatus status = known.get(place.key());
				if (status != null && filter.matches(status)) {
					if (entries.size() == limit) {
						return new ConnectionPage(entries, last.toString());
					}
					entries.add(status);
				}
				last = place;
			}
		}
		return new ConnectionPage(entries, (found.next() != null) ? found.next().toString() : null);
	}

	/** Returns the state of a connection; empty if nothing is known of it. */
	Optional<ConnectionStatus> status(String key, int mostCounted) {
		return Optional.ofNullable(statuses(List.of(key), mostCounted).get(key));
	}

	private Map<String, ConnectionStatus> statuses(List<String> asked, int mostCounted) {
		Map<String, ConnectionStatus> statuses = new HashMap<>();
		this.store.jdbc()
			.sql(statusQuery(asked.size(), mostCounted))
			.params(asked)
			.query((RowCallbackHandler) (row) -> statuses.put(row.getString("k"), status(row)));
		return statuses;
	}

	static String statusQuery(int number, int mostCounted) {
		String columns = String.join(", ", shortened("connection", 1_000), shortened("source", 200),
				shortened("environment", 200));
		return "WITH asked (k) AS (VALUES (CAST(? AS TEXT))" + ", (CAST(? AS TEXT))".repeat(number - 1) + ") "
				+ STATUS.formatted(columns, mostCounted, mostCounted);
	}

	/** Leaves out a value that would make a page too large. */
	private static String shortened(String column, int most) {
		String value = "coalesce(c." + column + ", l." + column + ")";
		return "CASE WHEN length(" + value + ") <= " + most + " THEN " + value + " END AS " + column;
	}

	private static ConnectionStatus status(ResultSet row) throws SQLException {
		String connection = ColumnText.read(row.getString("connection"));
		return new ConnectionStatus((connection != null) ? connection : "(" + row.getInt("length") + " characters)",
				ColumnText.read(row.getString("source")), ColumnText.read(row.getString("environment")),
				time(row, "synced_at"), time(row, "ended_at"), row.getInt("waiting"), row.getInt("dead"),
				TimelineQueries.DISCARDED.equals(row.getString("newest")));
	}

	private static Instant time(ResultSet row, String column) throws SQLException {
		long millis = row.getLong(column);
		return row.wasNull() ? null : Instant.ofEpochMilli(millis);
	}

}
