package dev.fusesync.store.upkeep;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Marks dead letters of the inbox of whose connection a newer webhook was synced. Newer
 * by the time of its receipt and by its row number, since the clock may have been set in
 * between.
 */
class Superseding {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** Rows read and changed per batch. */
	static final int BATCH = 1_000;

	/** Maximum batches per run, so that other tasks of the scheduler's thread can run. */
	private static final int BATCHES = 20;

	private static final String PAGE = "SELECT w.finished_at, w.seq, CASE WHEN w.queue = '" + Queues.INBOX
			+ "' AND c.synced_received_at > w.first_received_at AND c.synced_seq > w.seq THEN 1 ELSE 0 END "
			+ "FROM (SELECT finished_at, seq, queue, first_received_at, connection_key FROM webhook "
			+ "WHERE state = 'dead-lettered' AND (CASE WHEN superseded_at IS NULL THEN 0 ELSE 1 END) = 0 "
			+ "AND (finished_at, seq) > (:finishedAt, :seq) ORDER BY finished_at, seq LIMIT " + BATCH
			+ ") w LEFT JOIN connection c ON c.connection_key = w.connection_key ORDER BY w.finished_at, w.seq";

	private static final String MARK = "UPDATE webhook SET superseded_at = ? WHERE state = 'dead-lettered' "
			+ "AND superseded_at IS NULL AND seq IN ";

	private static final Row FIRST = new Row(0, 0, false);

	private final Store store;

	private final Clock clock;

	/** The row after which to continue. */
	private Row cursor = FIRST;

	Superseding(Store store, Clock clock) {
		this.store = store;
		this.clock = clock;
	}

	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void mark() {
		if (this.store.trouble().isPresent() || !this.store.buckets().leads()
				|| this.store.counts().deadLetters().values().stream().allMatch((count) -> count == 0)) {
			return;
		}
		int marked = 0;
		for (int i = 0; i < BATCHES && (i == 0 || this.cursor != FIRST); i++) {
			marked += markPage();
		}
		if (marked > 0) {
			LOG.info("{} dead letters are superseded: a newer webhook of their connection was synced", marked);
		}
	}

	private int markPage() {
		List<Row> page = this.store.jdbc()
			.sql(PAGE)
			.param("finishedAt", this.cursor.finishedAt())
			.param("seq", this.cursor.seq())
			.query((row, number) -> new Row(row.getLong(1), row.getLong(2), row.getInt(3) == 1))
			.list();
		List<Long> found = page.stream().filter(Row::superseded).map(Row::seq).toList();
		int marked = found.isEmpty() ? 0 : this.store.write((session) -> mark(session, found));
		this.cursor = (page.size() == BATCH) ? page.get(BATCH - 1) : FIRST;
		return marked;
	}

	private int mark(WriteSession session, List<Long> rows) throws SQLException {
		Map<String, Long> byClass = new TreeMap<>();
		try (PreparedStatement mark = session.connection()
			.prepareStatement(MARK + WriteSession.list(rows.size()) + " RETURNING failure_class")) {
			mark.setLong(1, this.clock.millis());
			for (int i = 0; i < rows.size(); i++) {
				mark.setLong(i + 2, rows.get(i));
			}
			try (ResultSet row = mark.executeQuery()) {
				while (row.next()) {
					byClass.merge(row.getString(1), 1L, Long::sum);
				}
			}
		}
		Counts counts = this.store.counts();
		session.afterCommit(() -> byClass.forEach((failureClass, count) -> {
			counts.addDeadLetters(failureClass, -count);
			counts.addSuperseded(count);
		}));
		return byClass.values().stream().mapToInt(Long::intValue).sum();
	}

	private record Row(long finishedAt, long seq, boolean superseded) {

	}

}
