package dev.fusesync.store.metrics;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the oldest unfinished webhook of a queue. Remembers up to which row all are
 * finished and continues from there, a limited number of rows at a time. The rows before
 * it are checked cyclically, a few rows each time, for replayed webhooks.
 */
final class OldestWebhook {

	/** Maximum number of rows per statement. */
	static final int STEP = 20_000;

	/** Maximum number of statements per refresh. */
	private static final int MOST_STEPS = 10;

	private static final String IS_UNFINISHED = "state = 'waiting' AND queue = ?";

	static final String RECEIVED = "SELECT first_received_at FROM webhook WHERE seq = ? AND " + IS_UNFINISHED;

	static final String ROWS = "SELECT coalesce(max(seq), -1), coalesce(min(CASE WHEN " + IS_UNFINISHED
			+ " THEN seq END), -1) FROM (SELECT seq, state, queue FROM webhook WHERE seq >= ? ORDER BY seq LIMIT "
			+ STEP + ") page";

	private final JdbcClient jdbc;

	private final String queue;

	/** All rows with lower numbers are finished, except for replayed ones. */
	private long from;

	/** The row from which to continue the check for replayed webhooks. */
	private long again;

	OldestWebhook(JdbcClient jdbc, String queue) {
		this.jdbc = jdbc;
		this.queue = queue;
	}

	/**
	 * When it was received, in ms since 1970: infinity if there is none, NaN if it has
	 * not been found yet.
	 */
	double receivedAt() {
		findReplayed();
		for (int i = 0; i < MOST_STEPS; i++) {
			Optional<Long> received = this.jdbc.sql(RECEIVED)
				.param(this.from)
				.param(this.queue)
				.query(Long.class)
				.optional();
			if (received.isPresent()) {
				return received.get();
			}
			Rows rows = rows(this.from);
			if (rows.last() < 0) {
				return Double.POSITIVE_INFINITY;
			}
			this.from = (rows.unfinished() >= 0) ? rows.unfinished() : rows.last() + 1;
		}
		return Double.NaN;
	}

	private void findReplayed() {
		Rows rows = rows(this.again);
		if (rows.unfinished() >= 0 && rows.unfinished() < this.from) {
			this.from = rows.unfinished();
		}
		this.again = (rows.last() < 0 || rows.last() >= this.from) ? 0 : rows.last() + 1;
	}

	private Rows rows(long first) {
		return this.jdbc.sql(ROWS)
			.param(this.queue)
			.param(first)
			.query((row, number) -> new Rows(row.getLong(1), row.getLong(2)))
			.single();
	}

	/** The last row of a page and the first unfinished one; -1 for none. */
	private record Rows(long last, long unfinished) {

	}

}
