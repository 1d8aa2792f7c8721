package dev.fusesync.decisions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Reads and writes decisions about many in the store. One at a time is running. */
@Component
public class DecisionQueries {

	private static final String COLUMNS = "SELECT id, action, target, reason, decided_by, filter, begun_at, found, done, "
			+ "state, ended_at, upper_seq, upper_event, cursor_at, cursor_seq FROM decision";

	/** Number of decisions to keep. */
	private static final int KEPT = 1_000;

	private final Store store;

	private final Clock clock;

	@Autowired
	DecisionQueries(Store store) {
		this(store, store.clock());
	}

	/** For tests that set the clock. */
	public DecisionQueries(Store store, Clock clock) {
		this.store = store;
		this.clock = clock;
	}

	/** Stores a decision. Empty if another one is running. */
	Optional<ManyDecision> begin(String target, Decision decision, Object filter, Total found) {
		boolean begun = this.store.write((session) -> {
			session.update("DELETE FROM decision WHERE id <= (SELECT max(id) FROM decision) - " + KEPT
					+ " AND state <> 'running'");
			return session.update(
					"INSERT INTO decision (action, target, filter, reason, decided_by, begun_at, upper_seq, "
							+ "upper_event, found, state) SELECT ?, ?, ?, ?, ?, ?, "
							+ "(SELECT coalesce(max(seq), 0) FROM webhook), (SELECT coalesce(max(seq), 0) FROM event), "
							+ "?, 'running' WHERE NOT EXISTS (SELECT 1 FROM decision WHERE state = 'running')",
					decision.action(), target, ColumnText.write(json(filter)), ColumnText.write(decision.reason()),
					ColumnText.write(decision.by()), this.clock.millis(), found.counted()) == 1;
		});
		return begun ? running() : Optional.empty();
	}

	/** Ends a decision. False if it has already ended. */
	boolean end(ManyDecision many, String state) {
		return this.store.write((session) -> session.update(
				"UPDATE decision SET state = ?, ended_at = ? WHERE id = ? AND state = 'running'", state,
				this.clock.millis(), many.id())) == 1;
	}

	/** The running decision. */
	public Optional<ManyDecision> running() {
		return decisions(" WHERE state = 'running'").stream().findFirst();
	}

	/** The last 50 decisions, the newest first. */
	public List<ManyDecision> last() {
		return decisions(" ORDER BY id DESC LIMIT 50");
	}

	/**
	 * Moves the position of a decision behind a webhook, in the transaction that changes
	 * the webhooks up to it.
	 * @return false if it is not running any more, and nothing may be changed
	 */
	public static boolean advance(WriteSession session, ManyDecision many, Place last) throws SQLException {
		return session.update("UPDATE decision SET cursor_at = ?, cursor_seq = ? WHERE id = ? AND state = 'running'",
				last.at(), last.seq(), many.id()) == 1;
	}

	/** Notes in the same transaction how many webhooks were changed. */
	public static void noteDone(WriteSession session, ManyDecision many, int done) throws SQLException {
		session.update("UPDATE decision SET done = done + ? WHERE id = ?", done, many.id());
	}

	private List<ManyDecision> decisions(String which) {
		return this.store.jdbc().sql(COLUMNS + which).query(DecisionQueries::decision).list();
	}

	private static ManyDecision decision(ResultSet row, int number) throws SQLException {
		Decision decision = new Decision(row.getString("action"), text(row, "reason"), text(row, "decided_by"));
		Total found = Total.of(row.getInt("found"));
		long ended = row.getLong("ended_at");
		return new ManyDecision(row.getLong("id"), decision, row.getString("target"), filter(text(row, "filter")),
				Instant.ofEpochMilli(row.getLong("begun_at")), found.total(), found.more(), row.getLong("done"),
				row.getString("state"), (ended != 0) ? Instant.ofEpochMilli(ended) : null, row.getLong("upper_seq"),
				row.getLong("upper_event"), new Place(row.getLong("cursor_at"), row.getLong("cursor_seq")));
	}

	private static String text(ResultSet row, String column) throws SQLException {
		return ColumnText.read(row.getString(column));
	}

	private static String json(Object filter) {
		try {
			return ManyDecision.JSON.writeValueAsString(filter);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JsonNode filter(String json) {
		try {
			return ManyDecision.JSON.readTree(json);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The filter of a decision cannot be read", ex);
		}
	}

}
