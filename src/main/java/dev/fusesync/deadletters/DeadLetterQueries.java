package dev.fusesync.deadletters;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.fusesync.deadletters.Selection.Query;
import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionQueries;
import dev.fusesync.decisions.DecisionTarget.Candidate;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.decisions.Place;
import dev.fusesync.decisions.Total;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * Reads and changes dead letters, and webhooks whose bodies are kept, in the store. An
 * update by row number only changes rows that are still dead letters, since other
 * decisions may run at the same time.
 */
@Component
class DeadLetterQueries {

	private static final String REPLAY = "UPDATE webhook AS w SET state = 'waiting', due_at = ?, received_at = ?, "
			+ "wait_ms = 0, waited_ms = 0, retries = 0, give_backs = 0, unfinished = 0, replays = replays + 1, "
			+ "finished_at = NULL, superseded_at = NULL, body_kept = NULL, failure_class = NULL, status = NULL, "
			+ "code = NULL, request_id = NULL, reason = NULL, cause_key = NULL, decided_by = ?, decision_reason = ?";

	private static final String DISCARD = "UPDATE webhook AS w SET state = 'discarded', finished_at = ?, decided_by = ?, "
			+ "decision_reason = ?";

	/** Only the body goes: the webhook was synced or delivered. */
	private static final String DISCARD_BODY = "UPDATE webhook AS w SET body_kept = NULL";

	/** What a decision covers. The clock may have been set back since it began. */
	private static final String UP_TO = " AND w.finished_at <= ? AND NOT EXISTS (SELECT 1 FROM event e "
			+ "WHERE e.webhook = w.seq AND e.seq > ? AND e.event = 'replayed') AND ";

	private static final String BY_ID = "(" + Selection.IS_DEAD + " OR " + Selection.IS_KEPT + ") AND w.id = ?";

	private static final String HISTORY = "SELECT e.at, e.event, e.attempts, e.due_at, e.failure_class, e.status, "
			+ "e.code, e.request_id, e.reason, e.decided_by FROM event e WHERE e.webhook = ? "
			+ "ORDER BY e.webhook DESC, e.seq DESC LIMIT 200";

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
		RowMapper<Stored> row = (found, number) -> new Stored(chosen(found, number), found.getString("signature"),
				found.getBytes("bytes"));
		return this.store.jdbc()
			.sql(Selection.COLUMNS + ", w.signature, b.bytes FROM webhook w JOIN body b ON b.seq = w.seq WHERE "
					+ BY_ID)
			.param(ColumnText.write(id))
			.query(row)
			.optional()
			.map((found) -> DeadLetter.Opened.unmasked(found.chosen().deadLetter(),
					history(found.chosen().place().seq()), found.signature(), found.body()));
	}

	private List<DeadLetter.Event> history(long seq) {
		return this.store.jdbc().sql(HISTORY).param(seq).query(DeadLetterQueries::event).list();
	}

	private static DeadLetter.Event event(ResultSet row, int number) throws SQLException {
		String by = text(row, 10);
		return new DeadLetter.Event(Instant.ofEpochMilli(row.getLong(1)), row.getString(2),
				(by != null) ? null : Integer.valueOf(row.getInt(3)), time(row, 4), row.getString(5), integer(row, 6),
				text(row, 7), text(row, 8), text(row, 9), by);
	}

	private static Integer integer(ResultSet row, int column) throws SQLException {
		int number = row.getInt(column);
		return row.wasNull() ? null : number;
	}

	private static Instant time(ResultSet row, int column) throws SQLException {
		long millis = row.getLong(column);
		return row.wasNull() ? null : Instant.ofEpochMilli(millis);
	}

	/** The next dead letters to which a decision applies. */
	List<Chosen> next(ManyDecision many, int limit) {
		DeadLetterFilter filter = many.filterAs(DeadLetterFilter.class);
		List<Selection.Condition> conditions = Selection.conditions(filter);
		Selection.add(conditions, Selection.DEAD, "<=", many.begun().toEpochMilli());
		Selection.add(conditions, Selection.SEQ, "<=", many.upperSeq());
		return chosen(Selection.forPage(filter.state(), conditions, this::number).page(many.place(), limit));
	}

	/** Applies a decision to one dead letter. Empty if it is no longer a dead letter. */
	Optional<DeadLetter> carryOut(Decision decision, Chosen chosen) {
		return this.store
			.write((session) -> carryOut(session, decision, List.of(chosen), chosen.place().at(), Long.MAX_VALUE))
			.stream()
			.findFirst();
	}

	/**
	 * Applies a decision to the next dead letters, and moves its position behind the last
	 * one.
	 * @return those that were changed; the others are no longer dead letters
	 */
	List<DeadLetter> carryOut(ManyDecision many, List<Chosen> next) {
		return this.store.write((session) -> {
			if (!DecisionQueries.advance(session, many, next.get(next.size() - 1).place())) {
				return List.of();
			}
			List<DeadLetter> done = carryOut(session, many.decision(), next, many.begun().toEpochMilli(),
					many.upperEvent());
			DecisionQueries.noteDone(session, many, done.size());
			return done;
		});
	}

	private List<DeadLetter> carryOut(WriteSession session, Decision decision, List<Chosen> chosen, long until,
			long upperEvent) throws SQLException {
		long now = this.clock.millis();
		List<Long> seqs = chosen.stream().map((one) -> one.place().seq()).toList();
		String among = "seq IN " + WriteSession.list(chosen.size());
		boolean kept = chosen.get(0).isKept();
		Set<Long> superseded = kept ? Set.of()
				: session.numbers("SELECT seq FROM webhook WHERE superseded_at IS NOT NULL AND " + among, seqs);
		List<Object> values = new ArrayList<>(values(decision, kept, now));
		Collections.addAll(values, until, upperEvent);
		values.addAll(seqs);
		Set<Long> changed = session.numbers(update(decision, kept) + UP_TO + "w." + among + " RETURNING seq", values);
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
		session.update(
				"INSERT INTO event (webhook, at, event, attempts, decided_by, reason) SELECT seq, ?, "
						+ "'replayed', attempts, ?, ? FROM webhook WHERE seq IN " + WriteSession.list(rows.size()),
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

	private List<Chosen> chosen(Query query) {
		return this.store.jdbc().sql(query.sql()).params(query.values()).query(DeadLetterQueries::chosen).list();
	}

	private static Chosen chosen(ResultSet row, int number) throws SQLException {
		long deadAt = row.getLong("finished_at");
		long firstReceived = row.getLong("first_received_at");
		String state = row.getString("state");
		boolean kept = !state.equals("dead-lettered");
		int replays = row.getInt("replays");
		Integer known = integer(row, 15);
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

	private record Stored(Chosen chosen, String signature, byte[] body) {

	}

	/**
	 * A dead letter selected for a decision, or a webhook whose body is kept.
	 *
	 * @param place its position in the order of dead letters
	 * @param size size of its body, in bytes
	 * @param queue the queue it came from
	 */
	record Chosen(Place place, int size, String queue, DeadLetter deadLetter) implements Candidate {

		/** Whether it is no dead letter, but was synced or delivered. */
		boolean isKept() {
			return this.deadLetter.state() != null;
		}

	}

}
