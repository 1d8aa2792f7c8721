package dev.fusesync.deadletters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

import dev.fusesync.decisions.Place;
import dev.fusesync.decisions.Total;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.jdbc.ColumnText;

/**
 * Matching rows of dead letters, found by the index of one column. Conditions on other
 * columns are written so that their indexes are not used: the database does not know
 * which value is rare, and a list by a common value would read all of its rows. Rows of
 * webhooks that were synced or delivered are found by their connection or else by time.
 *
 * @param state state of the rows; null for dead letters
 */
record Selection(String state, List<Condition> conditions, String column) {

	/** The columns that are read of a dead letter. */
	static final String COLUMNS = "SELECT w.seq, w.finished_at, w.size, w.queue, w.id, w.type, w.connection, "
			+ "w.source, w.environment, w.received_at, w.first_received_at, w.attempts, w.replays, w.failure_class, "
			+ "w.status, w.code, w.request_id, w.reason, w.superseded_at, w.state";

	/** What a dead letter is. */
	static final String IS_DEAD = "w.state = 'dead-lettered'";

	/** What a webhook is that was synced or delivered and can be sent again. */
	static final String IS_KEPT = "w.body_kept = 1";

	static final String DEAD = "finished_at";

	static final String SEQ = "seq";

	private static final String CONNECTION = "connection_key";

	private static final String RECEIVED = "first_received_at";

	private static final String ATTEMPTS = "attempts";

	/** As in the index. */
	private static final String SUPERSEDED = "(CASE WHEN w.superseded_at IS NULL THEN 0 ELSE 1 END)";

	private static final Set<String> NUMBERS = Set.of(DEAD, RECEIVED, ATTEMPTS, SEQ);

	private static final long CLOCK_STEP_MS = 3_600_000;

	static List<Condition> conditions(DeadLetterFilter filter) {
		List<Condition> conditions = new ArrayList<>();
		add(conditions, CONNECTION, "=", NewWebhook.connectionKey(filter.connection()));
		add(conditions, "type", "=", ColumnText.write(filter.type()));
		add(conditions, "source", "=", ColumnText.write(filter.source()));
		add(conditions, "code", "=", ColumnText.write(filter.code()));
		add(conditions, "failure_class", "=", filter.failureClass());
		add(conditions, DEAD, ">=", millis(filter.deadAfter()));
		add(conditions, DEAD, "<=", millis(filter.deadBefore()));
		add(conditions, DEAD, ">=", millis(filter.finishedAfter()));
		add(conditions, DEAD, "<=", millis(filter.finishedBefore()));
		add(conditions, RECEIVED, ">=", millis(filter.receivedAfter()));
		add(conditions, RECEIVED, "<=", millis(filter.receivedBefore()));
		add(conditions, ATTEMPTS, ">=", filter.attempts());
		add(conditions, "cause_key", "=", filter.cause());
		if (filter.superseded() != null) {
			add(conditions, SUPERSEDED, "=", filter.superseded() ? 1 : 0);
		}
		return conditions;
	}

	static void add(List<Condition> conditions, String column, String comparison, Object value) {
		if (value != null) {
			conditions.add(new Condition(column, comparison, value));
		}
	}

	private static Long millis(Instant time) {
		return (time != null) ? time.toEpochMilli() : null;
	}

	/**
	 * Lists by the column with the fewest matches. If all have many, uses a column whose
	 * index has the order of the list.
	 */
	static Selection forPage(String state, List<Condition> conditions, ToIntFunction<Query> counter) {
		Selection best = of(state, conditions, counter, false);
		return best.isInOrder() ? new Selection(state, withLowerEnd(conditions), best.column()) : best;
	}

	/** Counts by the column with the fewest matches, in any order. */
	static Selection forCount(String state, List<Condition> conditions, ToIntFunction<Query> counter) {
		return of(state, conditions, counter, true);
	}

	private static Selection of(String state, List<Condition> conditions, ToIntFunction<Query> counter,
			boolean rangesFirst) {
		if (state == null) {
			return new Selection(null, conditions, best(conditions, counter, rangesFirst));
		}
		boolean ofOneConnection = conditions.stream().anyMatch((one) -> one.column().equals(CONNECTION));
		return new Selection(state, conditions, ofOneConnection ? CONNECTION : DEAD);
	}

	private static String best(List<Condition> conditions, ToIntFunction<Query> counter, boolean rangesFirst) {
		Set<String> ranges = new LinkedHashSet<>();
		Set<String> columns = new LinkedHashSet<>();
		for (Condition condition : conditions) {
			if (!condition.column().equals(SEQ) && !condition.column().equals(DEAD)) {
				(NUMBERS.contains(condition.column()) ? ranges : columns).add(condition.column());
			}
		}
		List<String> choice = new ArrayList<>(rangesFirst ? ranges : columns);
		choice.addAll(rangesFirst ? columns : Set.of(DEAD));
		choice.addAll(rangesFirst ? Set.of(DEAD) : ranges);
		String best = choice.get(0);
		int fewest = Integer.MAX_VALUE;
		for (String column : (choice.size() > 1) ? choice : List.<String>of()) {
			List<Condition> alone = conditions.stream().filter((one) -> one.column().equals(column)).toList();
			int found = counter.applyAsInt(new Selection(null, alone, column).count());
			if (found < fewest) {
				best = column;
				fewest = found;
			}
		}
		return best;
	}

	/**
	 * Adds a lower bound: a webhook becomes a dead letter after it was received, apart
	 * from changes of the clock.
	 */
	private static List<Condition> withLowerEnd(List<Condition> conditions) {
		List<Condition> more = new ArrayList<>(conditions);
		conditions.stream()
			.filter((one) -> one.column().equals(RECEIVED) && one.comparison().equals(">="))
			.forEach((one) -> add(more, DEAD, ">=", (Long) one.value() - CLOCK_STEP_MS));
		return more;
	}

	/** Counts the rows, up to one more than {@link Total#MOST_COUNTED}. */
	Query count() {
		return new Query(
				"SELECT count(*) FROM (SELECT 1" + rows() + " LIMIT " + (Total.MOST_COUNTED + 1) + ") AS found",
				this.conditions.stream().map(Condition::value).toList());
	}

	/** The rows after a position, the oldest first. */
	Query page(Place after, int limit) {
		String order = term(DEAD) + ", " + (isInOrder() ? "w.seq" : "+w.seq");
		List<Object> values = new ArrayList<>(this.conditions.stream().map(Condition::value).toList());
		Collections.addAll(values, after.at(), after.seq(), limit);
		return new Query(COLUMNS + rows() + " AND (" + order + ") > (?, ?) ORDER BY " + order + " LIMIT ?", values);
	}

	private String rows() {
		return " FROM webhook w WHERE " + which()
				+ this.conditions.stream()
					.map((one) -> " AND " + term(one.column()) + " " + one.comparison() + " ?")
					.collect(Collectors.joining());
	}

	private String which() {
		if (this.state == null) {
			return IS_DEAD;
		}
		return IS_KEPT + (this.state.equals(Outcome.SYNCED) ? " AND w.state IN ('synced', 'covered')"
				: " AND w.state = 'delivered'");
	}

	/** Whether the index has the order of the list. */
	private boolean isInOrder() {
		return this.column.equals(DEAD) || this.state == null && !NUMBERS.contains(this.column);
	}

	private String term(String name) {
		String value = name.equals(SUPERSEDED) ? name : "w." + name;
		if (name.equals(this.column) || name.equals(DEAD) && isInOrder()) {
			return value;
		}
		return (NUMBERS.contains(name) || name.equals(SUPERSEDED)) ? "+" + value : "(" + value + " || '')";
	}

	/** A condition on a column. */
	record Condition(String column, String comparison, Object value) {

	}

	/** A SELECT statement and its parameters. */
	record Query(String sql, List<Object> values) {

	}

}
