package dev.fusesync.overview.activity;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/** Reads and writes the minutes of the last hour. */
@Component
class ActivityQueries {

	static final String SINCE = "SELECT minute, sum(received), sum(synced), sum(refused), sum(delivered), sum(unavailable) FROM activity "
			+ "WHERE minute >= ? GROUP BY minute";

	private static final String ADD = "INSERT INTO activity (minute, instance, received, synced, refused, delivered, unavailable) "
			+ "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (minute, instance) DO UPDATE SET "
			+ "received = activity.received + excluded.received, synced = activity.synced + excluded.synced, "
			+ "refused = activity.refused + excluded.refused, delivered = activity.delivered + excluded.delivered, "
			+ "unavailable = activity.unavailable + excluded.unavailable";

	private static final String OLD = "SELECT count(*) FROM activity WHERE minute <= ?";

	private static final String TRIM = "DELETE FROM activity WHERE minute <= ?";

	private final Store store;

	ActivityQueries(Store store) {
		this.store = store;
	}

	/** Returns what all instances have written since then. */
	Map<Instant, Minute> since(Instant first) {
		Map<Instant, Minute> minutes = new HashMap<>();
		this.store.jdbc().sql(SINCE).param(first.toEpochMilli()).query((RowCallbackHandler) (row) -> {
			Instant minute = Instant.ofEpochMilli(row.getLong(1));
			minutes.put(minute,
					new Minute(minute, row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)));
		});
		return minutes;
	}

	/**
	 * Adds to a minute of this instance.
	 * @param more asked in the transaction, after earlier ones have been committed
	 * @param written runs after the commit, also if nobody waits for it any more
	 */
	void add(Supplier<Minute> more, Runnable written) {
		this.store.write((session) -> {
			insert(session, more.get());
			session.afterCommit(written);
			return null;
		});
	}

	/** Deletes what is too old, if there is any. */
	void trim(Instant tooOld) {
		if (this.store.jdbc().sql(OLD).param(tooOld.toEpochMilli()).query(Long.class).single() > 0) {
			this.store.write((session) -> session.update(TRIM, tooOld.toEpochMilli()));
		}
	}

	private void insert(WriteSession session, Minute more) throws SQLException {
		try (PreparedStatement insert = session.connection().prepareStatement(ADD)) {
			insert.setLong(1, more.minute().toEpochMilli());
			insert.setLong(2, this.store.buckets().term());
			insert.setLong(3, more.received());
			insert.setLong(4, more.synced());
			insert.setLong(5, more.refused());
			insert.setLong(6, more.delivered());
			insert.setLong(7, more.unavailable());
			insert.executeUpdate();
		}
	}

}
