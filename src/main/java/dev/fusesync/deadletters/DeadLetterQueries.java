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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.deadletters.DeadLetterPage.Place;
import dev.fusesync.deadletters.DeadLetterPage.Total;
import dev.fusesync.deadletters.Selection.Query;
import dev.fusesync.store.jdbc.ColumnText;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * Reads and changes dead letters, webhooks whose bodies are kept, and the decisions about
 * them in the store. An update by row number only changes rows that are still dead
 * letters, since other decisions may run at the same time.
 */
@Component
class DeadLetterQueries {

	private static final String REPLAY = "UPDATE webhook AS w SET state = 'waiting', due_at = ?, received_at = ?, "
			+ "wait_ms = 0, waited_ms = 0, retries = 0, give_backs = 0, unfinished = 0, replays = replays + 1, "
			+ "finished_at = NULL, superseded_at = NULL, body_kept = NULL, failure_class = NULL, status = NULL, "
			+ "code = NULL, request_id = NULL, reason = NULL, decided_by = ?, decision_reason = ?";

	private static final String DISCARD = "UPDATE webhook AS w SET state = 'discarded', finished_at = ?, decided_by = ?, "
			+ "decision_reason = ?";

	/** Only the body goes: the webhook was synced or delivered. */
	private static final String DISCARD_BODY = "UPDATE webhook AS w SET body_kept = NULL";

	/** What a decision covers. The clock may have been set back since it began. */
	private static final String UP_TO = " AND w.finished_at <= ? AND NOT EXISTS (SELECT 1 FROM event e "
			+ "WHERE e.webhook = w.seq AND e.seq > ? AND e.event = 'replayed') AND ";

	private static final String BY_ID = "(" + Selection.IS_DEAD + " OR " + Selection.IS_KEPT + ") AND w.id = ?";

	private static final String DECISIONS = "SELECT id, action, reason, decided_by, filter, begun_at, found, done, "
			+ "state, ended_at, upper_seq, upper_event, cursor_at, cursor_seq FROM decision";

	/** Number of decisions to keep. */
	private static final int KEPT_DECISIONS = 1_000;

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
		return Selection.forPage(filter.state(), Selection.conditions(filter), this::number).page(after, limit);
	}

	Query countQuery(DeadLetterFilter filter) {
		return Selection.forCount(filter.state(), Selection.conditions(filter), this::number).count();
	}

	/** Returns one that is still a dead letter, or whose body is kept. */
	Optional<Chosen> one(String id) {
		return chosen(new Query(Selection.COLUMNS + " FROM webhook w WHERE " + BY_ID, List.of(ColumnText.write(id))))
			.stream()
			.findFirst();
	}

	/** Returns one with its body. */
	Optional<DeadLetter.Opened> open(String id) {
		RowMapper<DeadLetter.Opened> row = (found, number) -> DeadLetter.Opened
			.unmasked(chosen(found, number).deadLetter(), found.getBytes("bytes"));
		return this.store.jdbc()
			.sql(Selection.COLUMNS + ", b.bytes FROM webhook w JOIN body b ON b.seq = w.seq WHERE " + BY_ID)
			.param(ColumnText.write(id))
			.query(row)
			.optional();
	}

	/** The next dead letters to which a decision applies. */
	List<Chosen> next(Decision.OfMany decision, int limit) {
		List<Selection.Condition> conditions = Selection.conditions(decision.filter());
		Selection.add(conditions, Selection.DEAD, "<=", decision.begun().toEpochMilli());
		Selection.add(conditions, Selection.SEQ, "<=", decision.upperSeq());
		return chosen(
				Selection.forPage(decision.filter().state(), conditions, this::number).page(decision.place(), limit));
	}

	/** Applies a decision to one dead letter. Empty if it is no longer a dead letter. */
	Optional<DeadLetter> carryOut(Decision decision, Chosen chosen) {
		return this.store
			.write((session) -> carryOut(session, decision, List.of(chosen), chosen.place().deadAt(), Long.MAX_VALUE))
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
			List<DeadLetter> done = carryOut(session, many.decision(), next, many.begun().toEpochMilli(),
					many.upperEvent());
			update(session, "UPDATE decision SET done = done + ? WHERE id = ?", done.size(), many.id());
			return done;
		});
	}

	private List<DeadLetter> carryOut(WriteSession session, Decision decision, List<Chosen> chosen, long until,
			long upperEvent) throws SQLException {
		long now = this.clock.millis();
		List<Long> seqs = chosen.stream().map((one) -> one.place().seq()).toList();
		String among = "seq IN (?" + ", ?".repeat(chosen.size() - 1) + ")";
		boolean kept = chosen.get(0).isKept();
		Set<Long> superseded = kept ? Set.of() : returned(session,
				"SELECT seq FROM webhook WHERE superseded_at IS NOT NULL AND " + among, new ArrayList<>(seqs));
		List<Object> values = new ArrayList<>(values(decision, kept, now));
		Collections.addAll(values, until, upperEvent);
		values.addAll(seqs);
		Set<Long> changed = returned(session, update(decision, kept) + UP_TO + "w." + among + " RETURNING seq", values);
		List<Chosen> done = chosen.stream().filter((one) -> changed.contains(one.place().seq())).toList();
		if (decision.isDiscard()) {
			deleteBodies(session, changed);
		}
		else if (!changed.isEmpty()) {
			noteReplayed(session, decision, changed, now);
		}
		session.afterCommit(() -> count(decision, done, superseded, now));
		return done.stream().map(Chosen::deadLetter).toList();
	}

	/** A webhook without a body would wait for ever. */
	private static String update(Decision decision, boolean kept) {
		if (!kept) {
			return (decision.isDiscard() ? DISCARD : REPLAY) + " WHERE " + Selection.IS_DEAD;
		}
		return (decision.isDiscard() ? DISCARD_BODY : REPLAY) + " WHERE " + Selection.IS_KEPT
				+ " AND EXISTS (SELECT 1 FROM body b WHERE b.seq = w.seq)";
	}

	private static List<Object> values(Decision decision, boolean kept, long now) {
		if (decision.isDiscard() && kept) {
			return List.of();
		}
		List<Object> values = new ArrayList<>();
		values.add(now);
		if (!decision.isDiscard()) {
			values.add(now);
		}
		Collections.addAll(values, ColumnText.write(decision.by()), ColumnText.write(decision.reason()));
		return values;
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
	private void count(Decision decision, List<Chosen> done, Set<Long> superseded, long now) {
		Map<String, Long> replayed = new TreeMap<>();
		for (Chosen one : done) {
			if (!one.isKept()) {
				countDeadLetter(one, superseded.contains(one.place().seq()));
			}
			if (!decision.isDiscard()) {
				replayed.merge(one.queue(), 1L, Long::sum);
			}
			if (one.isKept() != decision.isDiscard()) {
				this.store.counts().addHistory(decision.isDiscard() ? 1 : -1);
			}
		}
		replayed.forEach((queue, count) -> {
			this.store.counts().addWaiting(queue, count);
			this.store.notifyDue(queue, now);
		});
	}

	private void countDeadLetter(Chosen gone, boolean superseded) {
		if (superseded) {
			this.store.counts().addSuperseded(-1);
		}
		else {
			this.store.counts().addDeadLetters(gone.deadLetter().failureClass(), -1);
		}
	}

	/** Stores a decision about many. Empty if another one is running. */
	Optional<Decision.OfMany> begin(Decision decision, DeadLetterFilter filter, Total found) {
		boolean begun = this.store.write((session) -> {
			update(session, "DELETE FROM decision WHERE id <= (SELECT max(id) FROM decision) - " + KEPT_DECISIONS
					+ " AND state <> 'running'");
			return update(session, "INSERT INTO decision (action, filter, reason, decided_by, begun_at, upper_seq, "
					+ "upper_event, found, state) SELECT ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM webhook), "
					+ "(SELECT coalesce(max(seq), 0) FROM event), ?, 'running' "
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
					found.getLong(12), new Place(found.getLong(13), found.getLong(14)));
		};
		return this.store.jdbc().sql(DECISIONS + which).query(row).list();
	}

	private List<Chosen> chosen(Query query) {
		return this.store.jdbc().sql(query.sql()).params(query.values()).query(DeadLetterQueries::chosen).list();
	}

	private static Chosen chosen(ResultSet row, int number) throws SQLException {
		long deadAt = row.getLong("finished_at");
		long firstReceived = row.getLong("first_received_at");
		String state = row.getString("state");
		boolean kept = !state.equals("dead-lettered");
		int replays = row.getInt("replays");
		int status = row.getInt("status");
		Integer known = row.wasNull() ? null : status;
		DeadLetter deadLetter = new DeadLetter(row.getString("id"), text(row, 6), text(row, 7), text(row, 8),
				text(row, 9), DeadLetter.time(row.getLong("received_at")),
				(replays > 0) ? DeadLetter.time(firstReceived) : null, kept ? null : DeadLetter.time(deadAt),
				kept ? state : null, kept ? DeadLetter.time(deadAt) : null, row.getInt("attempts"), replays,
				row.getString("failure_class"), known, text(row, 16), text(row, 17), text(row, 18),
				DeadLetter.hint(known, firstReceived, deadAt), superseded(row));
		return new Chosen(new Place(deadAt, row.getLong("seq")), row.getInt("size"), row.getString("queue"),
				deadLetter);
	}

	private static String superseded(ResultSet row) throws SQLException {
		long at = row.getLong("superseded_at");
		return row.wasNull() ? null : DeadLetter.time(at);
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
	 * A dead letter selected for a decision, or a webhook whose body is kept.
	 *
	 * @param place its position in the order of dead letters
	 * @param size size of its body, in bytes
	 * @param queue the queue it came from
	 */
	record Chosen(Place place, int size, String queue, DeadLetter deadLetter) {

		/** Whether it is no dead letter, but was synced or delivered. */
		boolean isKept() {
			return this.deadLetter.state() != null;
		}

	}

}
