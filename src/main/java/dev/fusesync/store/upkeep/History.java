package dev.fusesync.store.upkeep;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Store;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.WriteSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Deletes the oldest rows of finished webhooks that exceed the maximum age or number, and
 * those of connections that ended before that age. By age only after the clock has run
 * evenly for an hour, since all rows look old after it was set forward.
 */
class History {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final String FINISHED = "state NOT IN ('waiting', 'dead-lettered')";

	/** Rows read and deleted per batch. Webhooks that come meanwhile wait for it. */
	static final int BATCH = 50;

	private static final long MOST_BYTES = 4L << 20;

	/** Maximum batches per run, so that other tasks of the scheduler's thread can run. */
	private static final int BATCHES = 200;

	private static final Duration EVEN = Duration.ofHours(1);

	/** Allowed drift of the clock in ms, in addition to a tenth of the elapsed time. */
	private static final long SLACK_MS = 1_000;

	private final Store store;

	private final StoreSettings settings;

	private final Clock clock;

	private final LongSupplier nanos;

	/** Since when the clock has run evenly. */
	private long evenSince;

	private long wall;

	private long monotonic;

	/** The row after which to continue. */
	private long cursor;

	History(Store store, StoreSettings settings, Clock clock, LongSupplier nanos) {
		this.store = store;
		this.settings = settings;
		this.clock = clock;
		this.nanos = nanos;
		this.wall = clock.millis();
		this.monotonic = nanos.getAsLong();
		this.evenSince = this.monotonic;
	}

	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void trim() {
		long now = this.clock.millis();
		boolean byAge = isEven(now);
		if (this.store.trouble().isPresent() || !this.store.buckets().leads()) {
			return;
		}
		long oldest = byAge ? now - this.settings.history().toMillis() : Long.MIN_VALUE;
		forgetEnded(oldest);
		for (int i = 0; i < BATCHES; i++) {
			long tooMany = Math.max(0, this.store.counts().history() - this.settings.maxHistory());
			if ((tooMany == 0 && !byAge) || !trim(oldest, tooMany)) {
				return;
			}
		}
	}

	/** Returns whether there may be more rows after this page. */
	private boolean trim(long oldest, long tooMany) {
		List<Row> page = page();
		List<Row> finished = page.stream().filter(Row::isFinished).toList();
		List<Row> chosen = IntStream.range(0, finished.size())
			.filter((i) -> i < tooMany || finished.get(i).finishedAt() < oldest)
			.mapToObj(finished::get)
			.toList();
		List<Long> batch = withinBytes(chosen).stream().map(Row::seq).toList();
		if (!batch.isEmpty()) {
			this.store.write((session) -> delete(session, batch, this.store.counts()));
		}
		if (batch.size() < chosen.size()) {
			this.cursor = batch.get(batch.size() - 1);
			return true;
		}
		boolean more = page.size() == BATCH
				&& (chosen.size() < tooMany || page.get(BATCH - 1).firstReceivedAt() < oldest);
		this.cursor = more ? page.get(BATCH - 1).seq() : 0;
		return more;
	}

	/** Limits a batch by the bytes of bodies that are still kept. */
	private static List<Row> withinBytes(List<Row> chosen) {
		long bytes = 0;
		int count = 0;
		while (count < chosen.size() && (count == 0 || bytes + chosen.get(count).bodySize() <= MOST_BYTES)) {
			bytes += chosen.get(count++).bodySize();
		}
		return chosen.subList(0, count);
	}

	/** Deletes the rows of connections that ended before that time. */
	private void forgetEnded(long oldest) {
		List<String> ended = this.store.jdbc()
			.sql("SELECT connection_key FROM connection WHERE ended_at IS NOT NULL AND ended_at < ? LIMIT " + BATCH)
			.param(oldest)
			.query(String.class)
			.list();
		if (!ended.isEmpty()) {
			this.store.write((session) -> forget(session, ended, oldest));
		}
	}

	private static int forget(WriteSession session, List<String> ended, long oldest) throws SQLException {
		int deleted = 0;
		try (PreparedStatement delete = session.connection()
			.prepareStatement("DELETE FROM connection WHERE connection_key = ? AND ended_at < ?")) {
			for (String key : ended) {
				delete.setString(1, key);
				delete.setLong(2, oldest);
				deleted += delete.executeUpdate();
			}
		}
		return deleted;
	}

	/** Whether the clock has run evenly for long enough. */
	private boolean isEven(long now) {
		long monotonicNow = this.nanos.getAsLong();
		long passed = TimeUnit.NANOSECONDS.toMillis(monotonicNow - this.monotonic);
		if (now - this.wall > passed + passed / 10 + SLACK_MS) {
			LOG.warn("The clock was set forward, so no history is deleted by age during the next hour");
			this.evenSince = monotonicNow;
		}
		this.wall = now;
		this.monotonic = monotonicNow;
		return monotonicNow - this.evenSince >= EVEN.toNanos();
	}

	/** Excludes the last row, whose number must not be reused for another webhook. */
	private List<Row> page() {
		return this.store.jdbc()
			.sql("SELECT seq, state, finished_at, first_received_at, CASE WHEN body_kept = 1 THEN size ELSE 0 END "
					+ "FROM webhook WHERE seq > :after "
					+ "AND seq < (SELECT max(seq) FROM webhook) ORDER BY seq LIMIT " + BATCH)
			.param("after", this.cursor)
			.query((row, number) -> new Row(row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4),
					row.getLong(5)))
			.list();
	}

	private static int delete(WriteSession session, List<Long> rows, Counts counts) throws SQLException {
		int deleted = 0;
		try (PreparedStatement body = session.connection().prepareStatement("DELETE FROM body WHERE seq = ?");
				PreparedStatement events = session.connection().prepareStatement("DELETE FROM event WHERE webhook = ?");
				PreparedStatement delete = session.connection()
					.prepareStatement("DELETE FROM webhook WHERE seq = ? AND " + FINISHED)) {
			for (long seq : rows) {
				delete.setLong(1, seq);
				if (delete.executeUpdate() == 1) {
					body.setLong(1, seq);
					body.executeUpdate();
					events.setLong(1, seq);
					events.executeUpdate();
					deleted++;
				}
			}
		}
		long fewer = deleted;
		session.afterCommit(() -> counts.addHistory(-fewer));
		return deleted;
	}

	private record Row(long seq, String state, long finishedAt, long firstReceivedAt, long bodySize) {

		boolean isFinished() {
			return !this.state.equals("waiting") && !this.state.equals("dead-lettered");
		}

	}

}
