package dev.fusesync.connections;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

import dev.fusesync.connections.ConnectionPage.Place;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.stereotype.Component;

/**
 * Finds the keys of connections that may match a filter, in the order of the list. Reads
 * a limited number of connections, however many there are: a rare value takes several
 * pages.
 */
@Component
class KeyQueries {

	static final int MOST_READ = 500;

	/** Connections looked at for stale ones, since no index has the time of a sync. */
	static final int MOST_SCANNED = 20_000;

	/** Higher than each key. */
	private static final String LAST = "~";

	static final String END_OF_SCAN = "SELECT c.connection_key FROM connection c WHERE c.connection_key > ? "
			+ "ORDER BY c.connection_key LIMIT 1 OFFSET " + (MOST_SCANNED - 1);

	static final String STALE = "SELECT c.connection_key FROM connection c WHERE c.connection_key > ? "
			+ "AND c.connection_key <= ? AND c.synced_at < ? AND c.ended_at IS NULL%s ORDER BY c.connection_key LIMIT "
			+ MOST_READ;

	static final String ENDED = "SELECT c.ended_at, c.connection_key FROM connection c WHERE c.ended_at IS NOT NULL "
			+ "AND (c.ended_at, c.connection_key) > (?, ?) ORDER BY c.ended_at, c.connection_key LIMIT " + MOST_READ;

	private static final String OF_SOURCE_ONLY = " AND c.source = ?";

	private static final String BY_KEY = "SELECT c.connection_key FROM connection c WHERE c.connection_key > ?%s "
			+ "ORDER BY c.connection_key LIMIT " + MOST_READ;

	static final String ALL = BY_KEY.formatted("");

	static final String OF_SOURCE = BY_KEY.formatted(OF_SOURCE_ONLY);

	/**
	 * The connections of webhooks, one step of the index for each: reading all webhooks
	 * of one that has many would take too long. Ordered as the index, so that the
	 * database chooses it.
	 */
	private static final String WALK = "WITH RECURSIVE step (k, n) AS (SELECT (%s), 1 UNION ALL SELECT (%s), n + 1 "
			+ "FROM step WHERE k IS NOT NULL AND n < " + MOST_READ + ") SELECT k FROM step WHERE k IS NOT NULL";

	static final String WAITING = walk("waiting", "w.queue, w.due_at, w.seq");

	static final String DEAD = walk("dead-lettered", "w.finished_at, w.seq");

	private final Store store;

	KeyQueries(Store store) {
		this.store = store;
	}

	private static String walk(String state, String order) {
		String next = "SELECT w.connection_key FROM webhook w WHERE w.state = '" + state
				+ "' AND w.connection_key > %s ORDER BY w.connection_key, " + order + " LIMIT 1";
		return WALK.formatted(next.formatted("?"), next.formatted("step.k"));
	}

	/** The next places at which a match may be. */
	Found next(ConnectionFilter filter, Place after) {
		if (filter.staleSince() != null) {
			return stale(filter, after.key());
		}
		return (filter.state() == ConnectionState.ENDED) ? ended(after) : byKey(filter, after.key());
	}

	private Found stale(ConnectionFilter filter, String after) {
		String end = keys(END_OF_SCAN, after).stream().findFirst().orElse(null);
		List<Object> values = new ArrayList<>(
				List.of(after, (end != null) ? end : LAST, filter.staleSince().toEpochMilli()));
		if (filter.source() != null) {
			values.add(ColumnText.write(filter.source()));
		}
		List<String> keys = keys(STALE.formatted((filter.source() != null) ? OF_SOURCE_ONLY : ""), values.toArray());
		boolean cut = keys.size() == MOST_READ;
		return found(keys, cut ? keys.get(MOST_READ - 1) : end);
	}

	private Found ended(Place after) {
		List<Place> places = this.store.jdbc()
			.sql(ENDED)
			.params(after.at(), after.key())
			.query((row, number) -> new Place(row.getLong(1), row.getString(2)))
			.list();
		return new Found(places, (places.size() == MOST_READ) ? places.get(MOST_READ - 1) : null);
	}

	/** Merges the walks up to where the first of them was cut off. */
	private Found byKey(ConnectionFilter filter, String after) {
		List<List<String>> walks = walks(filter, after);
		String end = walks.stream()
			.map((walk) -> (walk.size() == MOST_READ) ? walk.get(MOST_READ - 1) : null)
			.filter(Objects::nonNull)
			.min(String::compareTo)
			.orElse(null);
		TreeSet<String> keys = new TreeSet<>();
		walks.forEach(keys::addAll);
		return found((end != null) ? keys.headSet(end, true) : keys, end);
	}

	private static Found found(Collection<String> keys, String next) {
		return new Found(keys.stream().map((key) -> new Place(0, key)).toList(),
				(next != null) ? new Place(0, next) : null);
	}

	private List<List<String>> walks(ConnectionFilter filter, String after) {
		List<List<String>> walks = new ArrayList<>();
		ConnectionState state = filter.state();
		if (state != ConnectionState.WAITING && state != ConnectionState.DEAD_LETTERED) {
			walks.add((filter.source() != null) ? keys(OF_SOURCE, after, ColumnText.write(filter.source()))
					: keys(ALL, after));
		}
		if (state == null || state == ConnectionState.WAITING) {
			walks.add(keys(WAITING, after));
		}
		if (state == null || state == ConnectionState.DEAD_LETTERED) {
			walks.add(keys(DEAD, after));
		}
		return walks;
	}

	private List<String> keys(String sql, Object... values) {
		return this.store.jdbc().sql(sql).params(values).query(String.class).list();
	}

	/**
	 * Places at which a match may be.
	 *
	 * @param next the place after which to go on; null if there are no more
	 */
	record Found(List<Place> places, Place next) {

	}

}
