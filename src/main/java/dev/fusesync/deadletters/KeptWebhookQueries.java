package dev.fusesync.deadletters;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import dev.fusesync.decisions.Decision;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Finds the newest webhook of a connection that can be synced again, and sends it. */
@Component
public class KeptWebhookQueries {

	/** Looks at the newest webhooks of a connection only, however many it has. */
	static final String NEWEST = "SELECT k.id, k.type, k.first_received_at FROM (SELECT w.seq, w.id, w.type, "
			+ "w.first_received_at, w.state, w.body_kept FROM webhook w WHERE w.connection_key = ? "
			+ "ORDER BY w.seq DESC LIMIT 500) AS k WHERE k.state IN ('synced', 'covered') AND k.body_kept = 1 "
			+ "ORDER BY k.seq DESC LIMIT 1";

	private final Store store;

	private final DeadLetterQueries queries;

	@Autowired
	KeptWebhookQueries(Store store, DeadLetterQueries queries) {
		this.store = store;
		this.queries = queries;
	}

	/** For tests that set the clock. */
	public KeptWebhookQueries(Store store, Clock clock) {
		this(store, new DeadLetterQueries(store, clock));
	}

	/** The newest synced webhook of a connection whose body is kept. */
	public Optional<Kept> newestSynced(String connectionKey) {
		return this.store.jdbc()
			.sql(NEWEST)
			.param(connectionKey)
			.query((row, number) -> new Kept(row.getString(1), ColumnText.read(row.getString(2)),
					Instant.ofEpochMilli(row.getLong(3))))
			.optional();
	}

	/**
	 * Sends it again, as a replay does. False if its body is gone.
	 * @param reason why; may be null
	 * @param by who decided
	 */
	public boolean sendAgain(Kept kept, String reason, String by) {
		Decision replay = new Decision(Decision.REPLAY, reason, by);
		Optional<DeadLetter> sent = this.queries.one(kept.id())
			.flatMap((found) -> this.queries.carryOut(replay, found));
		sent.ifPresent((webhook) -> DeadLetterTarget.log(replay, webhook));
		return sent.isPresent();
	}

	/**
	 * A webhook that was synced and whose body is kept.
	 *
	 * @param received when it was first received
	 */
	public record Kept(String id, String type, Instant received) {

	}

}
