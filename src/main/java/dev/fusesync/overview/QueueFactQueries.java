package dev.fusesync.overview;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Store;

import org.springframework.stereotype.Component;

/** Counts the webhooks that wait for a time, by when that is. */
@Component
class QueueFactQueries {

	/** Counted at most, in each slot. */
	static final int MOST = 10_000;

	/** The same in each bucket of connections, on PostgreSQL. */
	static final int MOST_OF_A_BUCKET = 1_000;

	private static final long MINUTE = Duration.ofMinutes(1).toMillis();

	private static final String WAITING = "SELECT 1 FROM webhook w WHERE w.state = 'waiting' AND w.queue = :queue "
			+ "AND w.due_at > :from AND w.due_at <= :to";

	/** In the order of SQLite's index. */
	static final String COUNT = "SELECT count(*), 0 FROM (" + WAITING + " LIMIT " + (MOST + 1) + ") AS found";

	/** PostgreSQL's index has the bucket before the due time, so it is asked for each. */
	static final String COUNT_BY_BUCKET = "SELECT coalesce(sum(f.found), 0), coalesce(max(f.found), 0) FROM ("
			+ "SELECT (SELECT count(*) FROM (" + WAITING + " AND w.bucket = b.bucket LIMIT " + (MOST_OF_A_BUCKET + 1)
			+ ") AS one) AS found FROM generate_series(0, " + (NewWebhook.BUCKETS - 1) + ") AS b(bucket)) AS f";

	private final Store store;

	QueueFactQueries(Store store) {
		this.store = store;
	}

	/** Returns how many are due now, claimed ones included. */
	Slot due(String queue) {
		return slot("due", queue, -1, this.store.clock().millis());
	}

	/** Returns how many are due within a minute, 15 minutes and an hour from now. */
	List<Slot> slots(String queue) {
		long now = this.store.clock().millis();
		List<Slot> slots = new ArrayList<>();
		slots.add(slot("1m", queue, now, now + MINUTE));
		slots.add(slot("15m", queue, now + MINUTE, now + 15 * MINUTE));
		slots.add(slot("1h", queue, now + 15 * MINUTE, now + 60 * MINUTE));
		return slots;
	}

	private Slot slot(String within, String queue, long from, long to) {
		boolean alone = this.store.buckets() == Buckets.ALL;
		return this.store.jdbc()
			.sql(alone ? COUNT : COUNT_BY_BUCKET)
			.param("queue", queue)
			.param("from", from)
			.param("to", to)
			.query((row, number) -> new Slot(within, Math.min(row.getLong(1), alone ? MOST : Long.MAX_VALUE),
					alone ? row.getLong(1) > MOST : row.getLong(2) > MOST_OF_A_BUCKET))
			.single();
	}

	/**
	 * Webhooks that are due within some time.
	 *
	 * @param more whether there are more than were counted
	 */
	record Slot(String within, long count, boolean more) {

	}

}
