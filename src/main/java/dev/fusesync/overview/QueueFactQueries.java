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

	/** Returns how many are due within a minute, 15 minutes and an hour from now. */
	List<Slot> slots(String queue) {
		long now = this.store.clock().millis();
		List<Slot> slots = new ArrayList<>();
		slots.add(slot("1m", queue, now, Duration.ZERO, Duration.ofMinutes(1)));
		slots.add(slot("15m", queue, now, Duration.ofMinutes(1), Duration.ofMinutes(15)));
		slots.add(slot("1h", queue, now, Duration.ofMinutes(15), Duration.ofHours(1)));
		return slots;
	}

	private Slot slot(String within, String queue, long now, Duration from, Duration to) {
		boolean alone = this.store.buckets() == Buckets.ALL;
		return this.store.jdbc()
			.sql(alone ? COUNT : COUNT_BY_BUCKET)
			.param("queue", queue)
			.param("from", now + from.toMillis())
			.param("to", now + to.toMillis())
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
