package dev.fusesync.store.upkeep;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Deletes the bodies of webhooks that were synced or delivered after the time for which
 * they are kept, in batches.
 */
class KeptBodies {

	/** Limits of one transaction: rows, and bytes of deleted bodies. */
	static final int BATCH = 500;

	private static final long MOST_BYTES = 4L << 20;

	/** Maximum batches per run, so that other tasks of the scheduler's thread can run. */
	private static final int BATCHES = 40;

	private static final String OLD = "SELECT seq, size FROM webhook WHERE body_kept = 1 AND finished_at <= :until "
			+ "ORDER BY finished_at, seq LIMIT " + BATCH;

	private final Store store;

	private final Duration kept;

	private final Clock clock;

	KeptBodies(Store store, Duration kept, Clock clock) {
		this.store = store;
		this.kept = kept;
		this.clock = clock;
	}

	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void deleteOld() {
		if (this.store.trouble().isPresent() || !this.store.buckets().leads()) {
			return;
		}
		for (int i = 0; i < BATCHES; i++) {
			long until = this.clock.millis() - this.kept.toMillis();
			List<Body> old = this.store.jdbc()
				.sql(OLD)
				.param("until", until)
				.query((row, number) -> new Body(row.getLong(1), row.getInt(2)))
				.list();
			if (old.isEmpty()) {
				return;
			}
			this.store.write((session) -> delete(session, old, until));
		}
	}

	/** Not that of a webhook which is being, or was, sent again. */
	private static int delete(WriteSession session, List<Body> old, long until) throws SQLException {
		int deleted = 0;
		long bytes = 0;
		try (PreparedStatement forget = session.connection()
			.prepareStatement(
					"UPDATE webhook SET body_kept = NULL WHERE seq = ? AND body_kept = 1 AND finished_at <= ?");
				PreparedStatement delete = session.connection().prepareStatement("DELETE FROM body WHERE seq = ?")) {
			for (Body body : old) {
				bytes += body.size();
				if (deleted > 0 && bytes > MOST_BYTES) {
					break;
				}
				forget.setLong(1, body.seq());
				forget.setLong(2, until);
				if (forget.executeUpdate() == 1) {
					delete.setLong(1, body.seq());
					delete.executeUpdate();
					deleted++;
				}
			}
		}
		return deleted;
	}

	private record Body(long seq, int size) {

	}

}
