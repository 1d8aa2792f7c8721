package dev.fusesync.store.metrics;

import java.time.Clock;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Statistics of a queue from the database, refreshed when a gauge is read and at most
 * once per interval.
 */
final class QueueStatistics {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/**
	 * Limit of the count, so that it takes milliseconds however many webhooks are due.
	 */
	private static final int MOST_COUNTED = 10_000;

	static final String DUE = "SELECT count(*) FROM (SELECT 1 FROM webhook "
			+ "WHERE state = 'waiting' AND queue = ? AND due_at <= ? LIMIT " + (MOST_COUNTED + 1) + ") due";

	private final JdbcClient jdbc;

	private final String queue;

	private final OldestWebhook oldest;

	private final Duration interval;

	private final Clock clock;

	/** As {@link System#nanoTime()}; null before the first refresh. */
	private Long refreshedAt;

	private double due;

	private double receivedAt;

	QueueStatistics(JdbcClient jdbc, String queue, Duration interval, Clock clock) {
		this.jdbc = jdbc;
		this.queue = queue;
		this.oldest = new OldestWebhook(jdbc, queue);
		this.interval = interval;
		this.clock = clock;
	}

	/** Number of due webhooks, at most {@value #MOST_COUNTED} + 1. */
	synchronized double due() {
		refresh();
		return this.due;
	}

	/**
	 * Time in seconds since the oldest unfinished webhook was received; 0 without one,
	 * never negative.
	 */
	synchronized double oldestAge() {
		refresh();
		return Math.max(0, (this.clock.millis() - this.receivedAt) / 1_000);
	}

	private void refresh() {
		if (this.refreshedAt != null && System.nanoTime() - this.refreshedAt < this.interval.toNanos()) {
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
		this.refreshedAt = System.nanoTime();
	}

}
