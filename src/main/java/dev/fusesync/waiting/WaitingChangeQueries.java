package dev.fusesync.waiting;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionQueries;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.store.Failure;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Has waiting webhooks attempted now, or makes them dead letters. Changes only those that
 * still wait for a later time: no claimed webhook does, so no call is in work for them.
 */
@Component
class WaitingChangeQueries {

	/** The rest of the wait does not count towards the maximum age any more. */
	private static final String RETRY = "UPDATE webhook AS w SET due_at = ?, wait_ms = 0, waited_ms = CASE WHEN "
			+ "w.waited_ms > w.due_at - ? THEN w.waited_ms - (w.due_at - ?) ELSE 0 END";

	private static final String GIVE_UP = "UPDATE webhook AS w SET state = 'dead-lettered', finished_at = ?, "
			+ "failure_class = coalesce(w.failure_class, 'unexpected'), decided_by = ?, decision_reason = ?";

	private static final String IF_LATER = " WHERE w.state = 'waiting' AND w.due_at > ? AND w.seq <= ? AND "
			+ Conditions.WAITED_BEFORE + "? AND " + Conditions.untouchedSince("?") + " AND w.seq IN ";

	private static final String NOTE_RETRY = "INSERT INTO event (webhook, at, event, attempts, decided_by, reason) "
			+ "SELECT seq, ?, 'retry-now', attempts, ?, ? FROM webhook WHERE seq IN ";

	private static final String NOTE_GIVEN_UP = "INSERT INTO event (webhook, at, event, attempts, decided_by, reason, "
			+ "failure_class, status, code, request_id) SELECT seq, ?, 'dead-lettered', attempts, ?, ?, "
			+ "failure_class, status, code, request_id FROM webhook WHERE seq IN ";

	/** No upper row, time and event. */
	private static final List<Long> FOR_EVER = List.of(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

	private final Store store;

	private final Clock clock;

	@Autowired
	WaitingChangeQueries(Store store) {
		this(store, store.clock());
	}

	/** For tests that set the clock. */
	WaitingChangeQueries(Store store, Clock clock) {
		this.store = store;
		this.clock = clock;
	}

	/**
	 * Applies a decision to one webhook. Empty if it no longer waits for a later time.
	 */
	Optional<Waiting> carryOut(Decision decision, Chosen chosen) {
		return this.store.write((session) -> carryOut(session, decision, List.of(chosen), FOR_EVER))
			.stream()
			.findFirst();
	}

	/**
	 * Applies a decision to the next webhooks, and moves its position behind the last
	 * one.
	 * @return those that were changed; the others no longer wait for a later time
	 */
	List<Waiting> carryOut(ManyDecision many, List<Chosen> next) {
		return this.store.write((session) -> {
			if (!DecisionQueries.advance(session, many, next.get(next.size() - 1).place())) {
				return List.of();
			}
			List<Waiting> done = carryOut(session, many.decision(), next,
					List.of(many.upperSeq(), many.begun().toEpochMilli(), many.upperEvent()));
			DecisionQueries.noteDone(session, many, done.size());
			return done;
		});
	}

	private List<Waiting> carryOut(WriteSession session, Decision decision, List<Chosen> chosen, List<Long> upTo)
			throws SQLException {
		long now = this.clock.millis();
		List<Object> limits = new ArrayList<>(List.of(now + WaitingQueries.MARGIN_MS));
		limits.addAll(upTo);
		Set<Long> changed = change(session, decision, chosen, limits, now);
		List<Waiting> done = chosen.stream()
			.filter((one) -> changed.contains(one.place().seq()))
			.map(Chosen::webhook)
			.toList();
		if (isGiveUp(decision) && !changed.isEmpty()) {
			note(session, NOTE_GIVEN_UP, decision, changed, now);
			List<String> classes = setCauses(session, changed);
			session.afterCommit(() -> countGivenUp(done, classes));
		}
		else if (!changed.isEmpty()) {
			note(session, NOTE_RETRY, decision, changed, now);
			session.afterCommit(() -> done.stream()
				.map(Waiting::queue)
				.distinct()
				.forEach((queue) -> this.store.notifyDue(queue, now)));
		}
		return done;
	}

	private static boolean isGiveUp(Decision decision) {
		return decision.action().equals(Decision.GIVE_UP);
	}

	/** Returns the numbers of the rows that were changed. */
	private static Set<Long> change(WriteSession session, Decision decision, List<Chosen> chosen, List<Object> limits,
			long now) throws SQLException {
		List<Object> values = new ArrayList<>();
		values.add(now);
		Collections.addAll(values, isGiveUp(decision) ? who(decision) : new Object[] { now, now });
		values.addAll(limits);
		List<Long> seqs = chosen.stream().map((one) -> one.place().seq()).toList();
		values.addAll(seqs);
		return session.numbers(
				(isGiveUp(decision) ? GIVE_UP : RETRY) + IF_LATER + WriteSession.list(seqs.size()) + " RETURNING seq",
				values);
	}

	private static Object[] who(Decision decision) {
		return new Object[] { ColumnText.write(decision.by()), ColumnText.write(decision.reason()) };
	}

	private static void note(WriteSession session, String event, Decision decision, Set<Long> rows, long now)
			throws SQLException {
		List<Object> values = new ArrayList<>();
		values.add(now);
		Collections.addAll(values, who(decision));
		values.addAll(rows);
		session.update(event + WriteSession.list(rows.size()), values.toArray());
	}

	/** Sets why they are dead letters now. Returns the failure class of each. */
	private static List<String> setCauses(WriteSession session, Set<Long> rows) throws SQLException {
		List<String> classes = new ArrayList<>();
		Map<String, List<Object>> causes = new HashMap<>();
		try (PreparedStatement select = session.prepare(
				"SELECT seq, failure_class, code, source FROM webhook WHERE seq IN " + WriteSession.list(rows.size()),
				List.copyOf(rows)); ResultSet row = select.executeQuery()) {
			while (row.next()) {
				classes.add(row.getString(2));
				String cause = Failure.causeKey(row.getString(2), ColumnText.read(row.getString(3)),
						ColumnText.read(row.getString(4)));
				causes.computeIfAbsent(cause, (key) -> new ArrayList<>(List.of(key))).add(row.getLong(1));
			}
		}
		for (List<Object> cause : causes.values()) {
			session.update("UPDATE webhook SET cause_key = ? WHERE seq IN " + WriteSession.list(cause.size() - 1),
					cause.toArray());
		}
		return classes;
	}

	/** Runs on the writer's thread. */
	private void countGivenUp(List<Waiting> done, List<String> classes) {
		done.forEach((one) -> this.store.counts().addWaiting(one.queue(), -1));
		classes.forEach((failureClass) -> this.store.counts().deadLettered(failureClass, 1));
	}

}
