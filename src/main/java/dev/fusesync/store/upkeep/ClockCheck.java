package dev.fusesync.store.upkeep;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Makes webhooks due that would wait longer than the delay chosen for them, because the
 * clock was set back. Checks at the start and whenever the clock was set and, for
 * unnoticed changes, the latest due times once a minute.
 */
class ClockCheck {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** Rows read and changed per batch. */
	static final int BATCH = 500;

	private static final Duration STEP = Duration.ofSeconds(1);

	private static final long FAR_END_EVERY = TimeUnit.MINUTES.toNanos(1);

	private final Store store;

	private final Clock clock;

	private final LongSupplier nanos;

	private boolean begun;

	private long wall;

	private long monotonic;

	private long farEndAt;

	ClockCheck(Store store, Clock clock, LongSupplier nanos) {
		this.store = store;
		this.clock = clock;
		this.nanos = nanos;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
	void check() {
		if (this.store.trouble().isPresent() || !this.store.buckets().leads()) {
			return;
		}
		long wallNow = this.clock.millis();
		long monotonicNow = this.nanos.getAsLong();
		long passed = TimeUnit.NANOSECONDS.toMillis(monotonicNow - this.monotonic);
		boolean set = !this.begun || Math.abs(wallNow - this.wall - passed) > STEP.toMillis();
		boolean farEnd = monotonicNow - this.farEndAt >= FAR_END_EVERY;
		if (set || farEnd) {
			Queues.ALL.forEach((queue) -> correct(queue, wallNow, set));
			this.farEndAt = monotonicNow;
		}
		// Set last, so that a failed check is repeated.
		this.wall = wallNow;
		this.monotonic = monotonicNow;
		this.begun = true;
	}

	private void correct(String queue, long now, boolean all) {
		int corrected = 0;
		Row before = new Row(Long.MAX_VALUE, Long.MAX_VALUE, 0);
		while (before != null) {
			List<Row> page = page(queue, now, before);
			List<Row> wrong = page.stream().filter((row) -> row.dueAt() > now + row.waitMs()).toList();
			corrected += wrong.isEmpty() ? 0 : this.store.write((session) -> makeDue(session, wrong, now));
			before = (all && page.size() == BATCH) ? page.get(BATCH - 1) : null;
		}
		if (corrected > 0) {
			LOG.warn("The clock was set back, so {} webhooks of the queue {} that would have waited too long are due "
					+ "now", corrected, queue);
		}
	}

	/** Rows that are not due, in descending order. */
	private List<Row> page(String queue, long now, Row before) {
		return this.store.jdbc()
			.sql("SELECT due_at, seq, wait_ms FROM webhook WHERE state = 'waiting' AND queue = :queue "
					+ "AND due_at > :now AND (due_at, seq) < (:dueAt, :seq) ORDER BY due_at DESC, seq DESC LIMIT "
					+ BATCH)
			.param("queue", queue)
			.param("now", now)
			.param("dueAt", before.dueAt())
			.param("seq", before.seq())
			.query((row, number) -> new Row(row.getLong(1), row.getLong(2), row.getLong(3)))
			.list();
	}

	private static int makeDue(WriteSession session, List<Row> rows, long now) throws SQLException {
		int changed = 0;
		try (PreparedStatement update = session.connection()
			.prepareStatement("UPDATE webhook SET due_at = ?, wait_ms = 0 "
					+ "WHERE seq = ? AND state = 'waiting' AND due_at = ?")) {
			for (Row row : rows) {
				update.setLong(1, now);
				update.setLong(2, row.seq());
				update.setLong(3, row.dueAt());
				changed += update.executeUpdate();
			}
		}
		return changed;
	}

	private record Row(long dueAt, long seq, long waitMs) {

	}

}
