package dev.fusesync.waiting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.decisions.Place;
import dev.fusesync.decisions.Total;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.jdbc.ColumnText;

/**
 * Conditions on waiting webhooks, and the statements with them. Values are named
 * parameters.
 *
 * @param queues the queues in which a match may be
 * @param terms conditions besides the queue, the connection and the due time
 * @param values their values and the connection's key, by name
 */
record Conditions(List<String> queues, List<String> terms, Map<String, Object> values) {

	private static final String CONNECTION = "connection";

	private static final String COLUMNS = "SELECT w.seq, w.due_at, w.id, w.queue, w.type, w.connection, w.source, "
			+ "w.received_at, w.wait_ms, w.attempts, w.failure_class, w.status, w.code, w.request_id, w.reason";

	static final String BY_ID = COLUMNS + " FROM webhook w WHERE w.state = 'waiting' AND w.id = :id";

	/** Written so that SQLite does not prefer the index of all connections. */
	private static final String OF_CONNECTION = " FROM webhook w WHERE w.state = 'waiting' "
			+ "AND w.connection_key = :connection AND w.queue = :queue AND +w.due_at <= :dueAt "
			+ "AND (+w.due_at, w.seq) > (:dueAfter, :seqAfter) ORDER BY w.due_at, w.seq LIMIT :limit";

	/** Also returns the last row that was read, which tells how far that was. */
	private static final String SCAN = COLUMNS + ", w.number, CASE WHEN %2$s THEN 1 ELSE 0 END AS matches FROM "
			+ "(SELECT w.*, row_number() OVER (ORDER BY w.due_at, w.seq) AS number FROM (" + COLUMNS
			+ "%1$s) AS w) AS w " + "WHERE %2$s OR w.number = :limit ORDER BY w.due_at, w.seq LIMIT :most";

	private static final String COUNT = "SELECT count(*) FROM (SELECT 1 FROM webhook w WHERE w.state = 'waiting' "
			+ "AND w.queue IN (:queues) AND %1$s > :dueAfter AND %1$s <= :dueAt AND %2$s LIMIT "
			+ (Total.MOST_COUNTED + 1) + ") AS found";

	/**
	 * A condition on when the wait began, of which no event tells for a webhook that its
	 * route gave back.
	 */
	static final String WAITED_BEFORE = "w.due_at - w.wait_ms <= ";

	static Conditions of(WaitingFilter filter) {
		Conditions conditions = new Conditions(filter.queues(), new ArrayList<>(), new HashMap<>());
		conditions.add("type", ColumnText.write(filter.type()));
		conditions.add("source", ColumnText.write(filter.source()));
		conditions.add("code", ColumnText.write(filter.code()));
		conditions.add("failure_class", filter.failureClass());
		if (filter.connection() != null) {
			conditions.values.put(CONNECTION, NewWebhook.connectionKey(filter.connection()));
		}
		conditions.values.put("queues", filter.queues());
		return conditions;
	}

	/** Also of what a decision covers: what it has changed already is not found again. */
	static Conditions of(WaitingFilter filter, ManyDecision many) {
		Conditions conditions = of(filter);
		conditions.terms.add("w.seq <= :upperSeq AND " + WAITED_BEFORE + ":begun AND " + untouchedSince(":upperEvent"));
		conditions.values.put("begun", many.begun().toEpochMilli());
		conditions.values.put("upperSeq", many.upperSeq());
		conditions.values.put("upperEvent", many.upperEvent());
		return conditions;
	}

	/** A condition that nothing has happened to a webhook since that event. */
	static String untouchedSince(String event) {
		return "NOT EXISTS (SELECT 1 FROM event e WHERE e.webhook = w.seq AND e.seq > " + event
				+ " AND e.event IN ('retried', 'retry-now', 'replayed', 'dead-lettered'))";
	}

	private void add(String column, String value) {
		if (value != null) {
			this.terms.add("w." + column + " = :" + column);
			this.values.put(column, value);
		}
	}

	/** Reads rows of a queue, up to a limit, and selects those that match. */
	String scan(Dialect dialect) {
		return SCAN.formatted(this.values.containsKey(CONNECTION) ? OF_CONNECTION : dialect.waitingOfAll(), matches());
	}

	/** Counts the matches, up to one more than {@link Total#MOST_COUNTED}. */
	String count() {
		return this.values.containsKey(CONNECTION)
				? COUNT.formatted("+w.due_at", "w.connection_key = :connection AND " + matches())
				: COUNT.formatted("w.due_at", matches());
	}

	private String matches() {
		return this.terms.isEmpty() ? "TRUE" : "(" + String.join(" AND ", this.terms) + ")";
	}

	/** The values for {@link #count}. */
	Map<String, Object> valuesOf(Range range) {
		Map<String, Object> all = new HashMap<>(this.values);
		all.put("dueAfter", range.after().at());
		all.put("seqAfter", range.after().seq());
		all.put("dueAt", range.latest());
		return all;
	}

	/**
	 * The values for {@link #scan}.
	 * @param limit number of rows to read
	 * @param most number of matches to return; one more shows that there are more
	 */
	Map<String, Object> valuesOf(Range range, String queue, int limit, int most) {
		Map<String, Object> all = valuesOf(range);
		all.put("queue", queue);
		all.put("limit", limit);
		all.put("most", most + 1);
		return all;
	}

	/**
	 * The due times that are read.
	 *
	 * @param after the place after which to start
	 * @param latest the highest due time, in ms since 1970
	 */
	record Range(Place after, long latest) {

	}

}
