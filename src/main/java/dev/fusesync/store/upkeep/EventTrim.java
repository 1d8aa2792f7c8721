package dev.fusesync.store.upkeep;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.fusesync.store.Store;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.WriteSession;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Deletes the oldest events beyond the maximum of a connection, and of all connections
 * beyond twice the maximum history, in small batches. The events of a webhook whose row
 * goes are deleted with it, by {@link History}.
 */
class EventTrim {

	/** Events deleted per batch. */
	static final int BATCH = 500;

	/** Maximum batches per run, so that other tasks of the scheduler's thread can run. */
	private static final int BATCHES = 100;

	/** The characters that keys of connections consist of, in their order. */
	private static final String FIRST_CHARACTERS = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

	/** In the order of the index, so that nothing is sorted. */
	private static final String TOO_MANY = "SELECT w.connection_key, count(*) FROM webhook w JOIN event e "
			+ "ON e.webhook = w.seq WHERE w.connection_key >= ? AND w.connection_key < ? GROUP BY w.connection_key "
			+ "HAVING count(*) > ? ORDER BY w.connection_key LIMIT " + BATCHES;

	private static final String OLDEST_OF_ONE = "SELECT e.seq FROM webhook w JOIN event e ON e.webhook = w.seq "
			+ "WHERE w.connection_key = ? ORDER BY e.seq LIMIT ?";

	private static final String DELETE_OLDEST = "DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE seq <= ? "
			+ "ORDER BY seq LIMIT " + BATCH + ")";

	private final Store store;

	private final StoreSettings settings;

	private int part;

	EventTrim(Store store, StoreSettings settings) {
		this.store = store;
		this.settings = settings;
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
	void trim() {
		if (this.store.trouble().isEmpty() && this.store.buckets().leads()) {
			trimAll();
			trimOfConnections();
		}
	}

	/**
	 * Their number is at most the difference of the numbers of the last and the first.
	 */
	private void trimAll() {
		long first = number("SELECT coalesce(min(seq), 0) FROM event");
		long upTo = number("SELECT coalesce(max(seq), 0) FROM event") - 2 * this.settings.maxHistory();
		for (int i = 0; first > 0 && i < BATCHES && first + (long) i * BATCH <= upTo; i++) {
			this.store.write((session) -> deleteOldest(session, upTo));
		}
	}

	/** Checks a 64th of the connections, by the first character of their keys. */
	private void trimOfConnections() {
		char from = FIRST_CHARACTERS.charAt(this.part);
		List<TooMany> found = this.store.jdbc()
			.sql(TOO_MANY)
			.params(String.valueOf(from), String.valueOf((char) (from + 1)), this.settings.maxEvents())
			.query((row, number) -> new TooMany(row.getString(1), row.getLong(2) - this.settings.maxEvents()))
			.list();
		int batches = 0;
		for (TooMany one : found) {
			for (long left = one.events(); left > 0 && batches < BATCHES; left -= BATCH) {
				long most = Math.min(left, BATCH);
				List<Long> oldest = this.store.jdbc()
					.sql(OLDEST_OF_ONE)
					.params(one.connectionKey(), most)
					.query(Long.class)
					.list();
				this.store.write((session) -> delete(session, oldest));
				batches++;
			}
		}
		// Goes on here if there may be more.
		this.part = (batches < BATCHES) ? (this.part + 1) % FIRST_CHARACTERS.length() : this.part;
	}

	private long number(String sql) {
		return this.store.jdbc().sql(sql).query(Long.class).single();
	}

	private static int deleteOldest(WriteSession session, long upTo) throws SQLException {
		try (PreparedStatement delete = session.connection().prepareStatement(DELETE_OLDEST)) {
			delete.setLong(1, upTo);
			return delete.executeUpdate();
		}
	}

	private static int delete(WriteSession session, List<Long> events) throws SQLException {
		int deleted = 0;
		try (PreparedStatement delete = session.connection().prepareStatement("DELETE FROM event WHERE seq = ?")) {
			for (long event : events) {
				delete.setLong(1, event);
				deleted += delete.executeUpdate();
			}
		}
		return deleted;
	}

	private record TooMany(String connectionKey, long events) {

	}

}
