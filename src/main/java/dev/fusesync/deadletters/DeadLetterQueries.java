package dev.fusesync.deadletters;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.deadletters.DeadLetterPage.Place;
import dev.fusesync.deadletters.DeadLetterPage.Total;
import dev.fusesync.store.jdbc.ColumnText;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * Reads and changes dead letters and the decisions about them in the store. An update by
 * row number only changes rows that are still dead letters, since other decisions may run
 * at the same time.
 */
@Component
class DeadLetterQueries {

	private static final String COLUMNS = "SELECT w.seq, w.finished_at, w.size, w.queue, w.id, w.type, w.connection, "
			+ "w.source, w.environment, w.received_at, w.first_received_at, w.attempts, w.replays, w.failure_class, "
			+ "w.status, w.code, w.request_id, w.reason";

	private static final String FROM = " FROM webhook w WHERE w.state = 'dead-lettered'";

	private static final String DEAD = "finished_at";

	private static final String RECEIVED = "first_received_at";

	private static final String ATTEMPTS = "attempts";

	private static final String SEQ = "seq";

	private static final String REPLAY = "UPDATE webhook SET state = 'waiting', due_at = ?, received_at = ?, "
			+ "wait_ms = 0, waited_ms = 0, retries = 0, give_backs = 0, unfinished = 0, replays = replays + 1, "
			+ "finished_at = NULL, superseded_at = NULL, failure_class = NULL, status = NULL, code = NULL, request_id = NULL, reason = NULL, "
			+ "decided_by = ?, decision_reason = ?";

	private static final String DISCARD = "UPDATE webhook SET state = 'discarded', finished_at = ?, decided_by = ?, "
			+ "decision_reason = ?";

	private static final String DECISIONS = "SELECT id, action, reason, decided_by, filter, begun_at, found, done, "
			+ "state, ended_at, upper_seq, cursor_at, cursor_seq FROM decision";

	/** Number of decisions to keep. */
	private static final int KEPT_DECISIONS = 1_000;

	private static final long CLOCK_STEP_MS = 3_600_000;

	private static final JsonMapper JSON = JsonMapper.builder()
		.findAndAddModules()
		.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
		.build();

	private final Store store;

	private final Clock clock;

	@Autowired
	DeadLetterQueries(Store store) {
		this(store, store.clock());
	}

	/** For tests that set the clock. */
	DeadLetterQueries(Store store, Clock clock) {
		this.store = store;
		this.clock = clock;
	}

	/** Returns a page of matches, starting after a position. */
	DeadLetterPage page(DeadLetterFilter filter, Place after, int limit) {
		List<Chosen> found = chosen(pageQuery(filter, after, limit + 1));
		boolean last = found.size() <= limit;
		List<Chosen> shown = last ? found : found.subList(0, limit);
		Total total = count(filter);
		return new DeadLetterPage(total.total(), total.more(), shown.stream().map(Chosen::deadLetter).toList(),
				last ? null : shown.get(limit - 1).place().toString());
	}

	/** Counts the matches. */
	Total count(DeadLetterFilter filter) {
		return Total.of(number(countQuery(filter)));
	}

	Query pageQuery(DeadLetterFilter filter, Place after, int limit) {
		return Selection.forPage(conditions(filter), this::number).page(after, limit);
	}

	Query countQuery(DeadLetterFilter filter) {
		return Selection.forCount(conditions(filter), this::number).count();
	}

	private static List<Condition> conditions(DeadLetterFilter filter) {
		List<Condition> conditions = new ArrayList<>();
		add(conditions, "connection_key", "=", NewWebhook.connectionKey(filter.connection()));
		add(conditions, "type", "=", ColumnText.write(filter.type()));
		add(conditions, "source", "=", ColumnText.write(filter.source()));
		add(conditions, "code", "=", ColumnText.write(filter.code()));
		add(conditions, "failure_class", "=", filter.failureClass());
		add(conditions, DEAD, ">=", millis(filter.deadAfter()));
		add(conditions, DEAD, "<=", millis(filter.deadBefore()));
		add(conditions, RECEIVED, ">=", millis(filter.receivedAfter()));
		add(conditions, RECEIVED, "<=", millis(filter.receivedBefore()));
		add(conditions, ATTEMPTS, ">=", filter.attempts());
		return conditions;
	}

	private static void add(List<Condition> conditions, String column, String comparison, Object value) {
		if (value != null) {
			conditions.add(new Condition(column, comparison, value));
		}
	}

	private static Long millis(Instant time) {
		return (time != null) ? time.toEpochMilli() : null;
	}

	/** Returns one that is still a dead letter. */
	Optional<Chosen> one(String id) {
		return chosen(new Query(COLUMNS + FROM + " AND w.id = ?", List.of(ColumnText.write(id)))).stream().findFirst();
	}

	/** Returns one with its body. */
	Optional<DeadLetter.Opened> open(String id) {
		RowMapper<DeadLetter.Opened> row = (found, number) -> DeadLetter.Opened
			.unmasked(chosen(found, number).deadLetter(), found.getBytes("bytes"));
		return this.store.jdbc()
			.sql(COLUMNS + ", b.bytes FROM webhook w JOIN body b ON b.seq = w.seq WHERE w.state = 'dead-lettered' "
					+ "AND w.id = ?")
			.param(ColumnText.write(id))
			.query(row)
			.optional();
	}

	/** The next dead letters to which a decision applies. */
	List<Chosen> next(Decision.OfMany decision, int limit) {
		List<Condition> conditions = conditions(decision.filter());
		add(conditions, DEAD, "<=", decision.begun().toEpochMilli());
		add(conditions, SEQ, "<=", decision.upperSeq());
		return chosen(Selection.forPage(conditions, this::number).page(decision.place(), limit));
	}

	/** Applies a decision to one dead letter. Empty if it is no longer a dead letter. */
	Optional<DeadLetter> carryOut(Decision decision, Chosen chosen) {
		return this.store.write((session) -> carryOut(session, decision, List.of(chosen), chosen.place().deadAt()))
			.stream()
			.findFirst();
	}

	/**
	 * Applies a decision to the next dead letters, and moves its position behind the last
	 * one.
	 * @return those that were changed; the others are no longer dead letters
	 */
	List<DeadLetter> carryOut(Decision.OfMany many, List<Chosen> next) {
		Place last = next.get(next.size() - 1).place();
		return this.store.write((session) -> {
			if (update(session, "UPDATE decision SET cursor_at = ?, cursor_seq = ? WHERE id = ? AND state = 'running'",
					last.deadAt(), last.seq(), many.id()) == 0) {
				return List.of();
			}
			List<DeadLetter> done = carryOut(session, many.decision(), next, many.begun().toEpochMilli());
			update(session, "UPDATE decision SET done = done + ? WHERE id = ?", done.size(), many.id());
			return done;
		});
	}

	private List<DeadLetter> carryOut(WriteSession session, Decision decision, List<Chosen> chosen, long deadUntil)
			throws SQLException {
		long now = this.clock.millis();
		String rows = " WHERE state = 'dead-lettered' AND finished_at <= ? AND seq IN (?"
				+ ", ?".repeat(chosen.size() - 1) + ")";
		List<Object> values = new ArrayList<>();
		values.add(now);
		if (!decision.isDiscard()) {
			values.add(now);
		}
		Collections.addAll(values, ColumnText.write(decision.by()), ColumnText.write(decision.reason()), deadUntil);
		chosen.forEach((one) -> values.add(one.place().seq()));
		Set<Long> changed = returned(session, (decision.isDiscard() ? DISCARD : REPLAY) + rows + " RETURNING seq",
				values);
		List<Chosen> done = chosen.stream().filter((one) -> changed.contains(one.place().seq())).toList();
		if (decision.isDiscard()) {
			deleteBodies(session, changed);
		}
		else if (!changed.isEmpty()) {
			noteReplayed(session, decision, changed, now);
		}
		session.afterCommit(() -> count(decision, done, now));
		return done.stream().map(Chosen::deadLetter).toList();
	}

	private static void noteReplayed(WriteSession session, Decision decision, Set<Long> rows, long now)
			throws SQLException {
		List<Object> values = new ArrayList<>();
		Collections.addAll(values, now, ColumnText.write(decision.by()), ColumnText.write(decision.reason()));
		values.addAll(rows);
		update(session, "INSERT INTO event (webhook, at, event, attempts, decided_by, reason) SELECT seq, ?, "
				+ "'replayed', attempts, ?, ? FROM webhook WHERE seq IN (?" + ", ?".repeat(rows.size() - 1) + ")",
				values.toArray());
	}

	private static void deleteBodies(WriteSession session, Set<Long> rows) throws SQLException {
		try (PreparedStatement delete = session.connection().prepareStatement("DELETE FROM body WHERE seq = ?")) {
			for (long row : rows) {
				delete.setLong(1, row);
				delete.executeUpdate();
			}
		}
	}

	/**
	 * Updates the counts and notifies the claimers of due webhooks. Runs on the writer's
	 * thread.
	 */
	private void count(Decision decision, List<Chosen> done, long now) {
		Map<String, Long> replayed = new TreeMap<>();
		for (Chosen one : done) {
			this.store.counts().addDeadLetters(one.deadLetter().failureClass(), -1);
			if (decision.isDiscard()) {
				this.store.counts().addHistory(1);
			}
			else {
				replayed.merge(one.queue(), 1L, Long::sum);
			}
		}
		replayed.forEach((queue, count) -> {
			this.store.counts().addWaiting(queue, count);
			this.store.notifyDue(queue, now);
		});
	}

	/** Stores a decision about many. Empty if another one is running. */
	Optional<Decision.OfMany> begin(Decision decision, DeadLetterFilter filter, Total found) {
		boolean begun = this.store.write((session) -> {
			update(session, "DELETE FROM decision WHERE id <= (SELECT max(id) FROM decision) - " + KEPT_DECISIONS
					+ " AND state <> 'running'");
			return update(session, "INSERT INTO decision (action, filter, reason, decided_by, begun_at, upper_seq, "
					+ "found, state) SELECT ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM webhook), ?, 'running' "
					+ "WHERE NOT EXISTS (SELECT 1 FROM decision WHERE state = 'running')", decision.action(),
					ColumnText.write(json(filter)), ColumnText.write(decision.reason()),
					ColumnText.write(decision.by()), this.clock.millis(), found.counted()) == 1;
		});
		return begun ? running() : Optional.empty();
	}

	/** Ends a decision about many. False if it has already ended. */
	boolean end(Decision.OfMany decision, String state) {
		return this.store.write((session) -> update(session,
				"UPDATE decision SET state = ?, ended_at = ? WHERE id = ? AND state = 'running'", state,
				this.clock.millis(), decision.id())) == 1;
	}

	/** The running decision. */
	Optional<Decision.OfMany> running() {
		return decisions(" WHERE state = 'running'").stream().findFirst();
	}

	/** The last 50 decisions, the newest first. */
	List<Decision.OfMany> decisions() {
		return decisions(" ORDER BY id DESC LIMIT 50");
	}

	private List<Decision.OfMany> decisions(String which) {
		RowMapper<Decision.OfMany> row = (found, number) -> {
			Decision decision = new Decision(found.getString(2), text(found, 3), text(found, 4));
			Total total = Total.of(found.getInt(7));
			long ended = found.getLong(10);
			return new Decision.OfMany(found.getLong(1), decision, filter(text(found, 5)),
					Instant.ofEpochMilli(found.getLong(6)), total.total(), total.more(), found.getLong(8),
					found.getString(9), (ended != 0) ? Instant.ofEpochMilli(ended) : null, found.getLong(11),
					new Place(found.getLong(12), found.getLong(13)));
		};
		return this.store.jdbc().sql(DECISIONS + which).query(row).list();
	}

	private List<Chosen> chosen(Query query) {
		return this.store.jdbc().sql(query.sql()).params(query.values()).query(DeadLetterQueries::chosen).list();
	}

	private static Chosen chosen(ResultSet row, int number) throws SQLException {
		long deadAt = row.getLong("finished_at");
		long firstReceived = row.getLong("first_received_at");
		int replays = row.getInt("replays");
		int status = row.getInt("status");
		Integer known = row.wasNull() ? null : status;
		DeadLetter deadLetter = new DeadLetter(row.getString("id"), text(row, 6), text(row, 7), text(row, 8),
				text(row, 9), DeadLetter.time(row.getLong("received_at")),
				(replays > 0) ? DeadLetter.time(firstReceived) : null, DeadLetter.time(deadAt), row.getInt("attempts"),
				replays, row.getString("failure_class"), known, text(row, 16), text(row, 17), text(row, 18),
				DeadLetter.hint(known, firstReceived, deadAt));
		return new Chosen(new Place(deadAt, row.getLong("seq")), row.getInt("size"), row.getString("queue"),
				deadLetter);
	}

	private static String text(ResultSet row, int column) throws SQLException {
		return ColumnText.read(row.getString(column));
	}

	private int number(Query query) {
		return this.store.jdbc().sql(query.sql()).params(query.values()).query(Integer.class).single();
	}

	private static int update(WriteSession session, String sql, Object... values) throws SQLException {
		try (PreparedStatement update = prepare(session, sql, Arrays.asList(values))) {
			return update.executeUpdate();
		}
	}

	private static PreparedStatement prepare(WriteSession session, String sql, List<Object> values)
			throws SQLException {
		PreparedStatement statement = session.connection().prepareStatement(sql);
		for (int i = 0; i < values.size(); i++) {
			statement.setObject(i + 1, values.get(i));
		}
		return statement;
	}

	/**
	 * The row numbers that a statement returns. The result must be read to its end before
	 * a commit.
	 */
	private static Set<Long> returned(WriteSession session, String sql, List<Object> values) throws SQLException {
		Set<Long> numbers = new HashSet<>();
		try (PreparedStatement update = prepare(session, sql, values); ResultSet row = update.executeQuery()) {
			while (row.next()) {
				numbers.add(row.getLong(1));
			}
		}
		return numbers;
	}

	private static String json(DeadLetterFilter filter) {
		try {
			return JSON.writeValueAsString(filter);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static DeadLetterFilter filter(String json) {
		try {
			return JSON.readValue(json, DeadLetterFilter.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The filter of a decision cannot be read", ex);
		}
	}

	/**
	 * A dead letter selected for a decision.
	 *
	 * @param place its position in the order of dead letters
	 * @param size size of its body, in bytes
	 * @param queue the queue it came from
	 */
	record Chosen(Place place, int size, String queue, DeadLetter deadLetter) {

	}

	/** A SELECT statement and its parameters. */
	record Query(String sql, List<Object> values) {

	}

	/** A condition on a column. */
	private record Condition(String column, String comparison, Object value) {

	}

	/**
	 * Matching rows, found by the index of one column. Conditions on other columns are
	 * written so that their indexes are not used: the database does not know which value
	 * is rare, and a list by a common value would read all of its rows.
	 */
	private record Selection(List<Condition> conditions, String column) {

		private static final Set<String> NUMBERS = Set.of(DEAD, RECEIVED, ATTEMPTS, SEQ);

		/**
		 * Lists by the column with the fewest matches. If all have many, uses a column
		 * whose index has the order of the list.
		 */
		static Selection forPage(List<Condition> conditions, ToIntFunction<Query> counter) {
			Selection best = new Selection(conditions, best(conditions, counter, false));
			return best.isInOrder() ? new Selection(withLowerEnd(conditions), best.column()) : best;
		}

		/** Counts by the column with the fewest matches, in any order. */
		static Selection forCount(List<Condition> conditions, ToIntFunction<Query> counter) {
			return new Selection(conditions, best(conditions, counter, true));
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
				int found = counter.applyAsInt(new Selection(alone, column).count());
				if (found < fewest) {
					best = column;
					fewest = found;
				}
			}
			return best;
		}

		/**
		 * Adds a lower bound: a webhook becomes a dead letter after it was received,
		 * apart from changes of the clock.
		 */
		private static List<Condition> withLowerEnd(List<Condition> conditions) {
			List<Condition> more = new ArrayList<>(conditions);
			conditions.stream()
				.filter((one) -> one.column().equals(RECEIVED) && one.comparison().equals(">="))
				.forEach((one) -> add(more, DEAD, ">=", (Long) one.value() - CLOCK_STEP_MS));
			return more;
		}

		/** Counts the rows, up to one more than {@link DeadLetterPage#MOST_COUNTED}. */
		Query count() {
			return new Query("SELECT count(*) FROM (SELECT 1" + rows() + " LIMIT " + (DeadLetterPage.MOST_COUNTED + 1)
					+ ") AS found", this.conditions.stream().map(Condition::value).toList());
		}

		/** The rows after a position, the oldest first. */
		Query page(Place after, int limit) {
			String order = term(DEAD) + ", " + (isInOrder() ? "w.seq" : "+w.seq");
			List<Object> values = new ArrayList<>(this.conditions.stream().map(Condition::value).toList());
			Collections.addAll(values, after.deadAt(), after.seq(), limit);
			return new Query(COLUMNS + rows() + " AND (" + order + ") > (?, ?) ORDER BY " + order + " LIMIT ?", values);
		}

		private String rows() {
			return FROM + this.conditions.stream()
				.map((one) -> " AND " + term(one.column()) + " " + one.comparison() + " ?")
				.collect(Collectors.joining());
		}

		/** Whether the index has the order of the list. */
		private boolean isInOrder() {
			return this.column.equals(DEAD) || !NUMBERS.contains(this.column);
		}

		private String term(String name) {
			if (name.equals(this.column) || name.equals(DEAD) && isInOrder()) {
				return "w." + name;
			}
			return NUMBERS.contains(name) ? "+w." + name : "(w." + name + " || '')";
		}

	}

}
