package dev.fusesync.store.metrics;

import java.time.Clock;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the database says about a queue. It is asked when a gauge is read, and at most
 * once in each interval.
 */
final class QueueLook {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** Counted up to here, so that the count takes milliseconds whatever is due. */
	private static final int MOST_COUNTED = 10_000;

	static final String DUE = "SELECT count(*) FROM (SELECT 1 FROM webhook "
			+ "WHERE state = 'waiting' AND queue = ? AND due_at <= ? LIMIT " + (MOST_COUNTED + 1) + ") due";

	private final JdbcClient jdbc;

	private final String queue;

	private final OldestWebhook oldest;

	private final Duration interval;

	private final Clock clock;

	/** As {@link System#nanoTime()}; null before the first look. */
	private Long lookedAt;

	private double due;

	private double receivedAt;

	QueueLook(JdbcClient jdbc, String queue, Duration interval, Clock clock) {
		this.jdbc = jdbc;
		this.queue = queue;
		this.oldest = new OldestWebhook(jdbc, queue);
		this.interval = interval;
		this.clock = clock;
	}

	/** Webhooks that are due now, one more than counted if there are more. */
	synchronized double due() {
		look();
		return this.due;
	}

	/**
	 * Time in seconds since the oldest webhook was received that is not finished; 0
	 * without one, never negative.
	 */
	synchronized double oldestAge() {
		look();
		return Math.max(0, (this.clock.millis() - this.receivedAt) / 1_000);
	}

	private void look() {
		if (this.lookedAt != null && System.nanoTime() - this.lookedAt < this.interval.toNanos()) {
			return;
		}
		try {
			this.due = this.jdbc.sql(DUE).param(this.queue).param(this.clock.millis()).query(Double.class).single();
			this.receivedAt = this.oldest.receivedAt();
		}
		catch (DataAccessException ex) {
			LOG.debug("The metrics of the queue {} cannot be read", this.queue, ex);
			this.due = Double.NaN;
			this.receivedAt = Double.NaN;
		}
		this.lookedAt = System.nanoTime();
	}

}
