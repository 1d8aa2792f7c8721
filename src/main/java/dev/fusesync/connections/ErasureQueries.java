package dev.fusesync.connections;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.store.Counts;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/**
 * Deletes all that is known of a connection, in small transactions. What is deleted is
 * what was stored before: later webhooks stay. Work on a deleted webhook is not stopped,
 * but its outcome is ignored, as the row is missing.
 */
@Component
class ErasureQueries {

	/** Limits of one transaction: rows, and bytes of deleted bodies. */
	static final int MOST_ROWS = 500;

	private static final long MOST_BYTES = 4L << 20;

	/** Rows read at once. */
	private static final int PAGE = 5_000;

	/**
	 * Two instances may wait for each other's rows, and the database then refuses one.
	 */
	private static final int TRIES = 3;

	private static final JsonMapper JSON = new JsonMapper();

	private final Store store;

	ErasureQueries(Store store) {
		this.store = store;
	}

	/** Whether a decision about many dead letters names the connection. */
	boolean isInDecision(String id) {
		return !decisions(id).isEmpty();
	}

	/** Counts what would be deleted. */
	Erased count(String id) {
		String key = NewWebhook.connectionKey(id);
		Map<String, Long> states = new TreeMap<>();
		this.store.jdbc()
			.sql("SELECT w.state, count(*) FROM webhook w WHERE w.connection_key = ? GROUP BY w.state")
			.param(key)
			.query((RowCallbackHandler) (row) -> states.put(row.getString(1), row.getLong(2)));
		long waiting = states.getOrDefault("waiting", 0L);
		long dead = states.getOrDefault("dead-lettered", 0L);
		long all = states.values().stream().mapToLong(Long::longValue).sum();
		long events = this.store.jdbc()
			.sql("SELECT count(*) FROM webhook w JOIN event e ON e.webhook = w.seq WHERE w.connection_key = ?")
			.param(key)
			.query(Long.class)
			.single();
		return new Erased(waiting, dead, all - waiting - dead, events);
	}

	/** Deletes it, and returns what was deleted. */
	Erased erase(String id) {
		String key = NewWebhook.connectionKey(id);
		Erased erased = new Erased(0, 0, 0, 0);
		for (List<Long> batch : batches(key)) {
			erased = erased.plus(write((session) -> delete(session, key, batch)));
		}
		List<Long> decisions = decisions(id);
		write((session) -> forget(session, key, decisions));
		return erased;
	}

	private <T> T write(Store.Work<T> work) {
		for (int tries = 1;; tries++) {
			try {
				return this.store.write(work);
			}
			catch (IllegalStateException ex) {
				if (tries == TRIES) {
					throw ex;
				}
			}
		}
	}

	/** The numbers of the present rows. */
	private List<List<Long>> batches(String key) {
		List<List<Long>> batches = new ArrayList<>();
		long bytes = 0;
		List<long[]> page;
		long after = 0;
		do {
			page = this.store.jdbc()
				.sql("SELECT w.seq, w.size FROM webhook w WHERE w.connection_key = ? AND w.seq > ? ORDER BY w.seq LIMIT "
						+ PAGE)
				.params(key, after)
				.query((row, number) -> new long[] { row.getLong(1), row.getLong(2) })
				.list();
			for (long[] row : page) {
				after = row[0];
				bytes += row[1];
				if (batches.isEmpty() || bytes > MOST_BYTES || batches.get(batches.size() - 1).size() == MOST_ROWS) {
					batches.add(new ArrayList<>());
					bytes = row[1];
				}
				batches.get(batches.size() - 1).add(after);
			}
		}
		while (page.size() == PAGE);
		return batches;
	}

	private Erased delete(WriteSession session, String key, List<Long> rows) throws SQLException {
		List<Deleted> deleted = new ArrayList<>();
		try (PreparedStatement delete = session.connection()
			.prepareStatement(
					"DELETE FROM webhook WHERE connection_key = ? AND seq IN " + WriteSession.list(rows.size())
							+ " RETURNING seq, state, queue, failure_class, coalesce(superseded_at, 0)")) {
			delete.setString(1, key);
			set(delete, 2, rows);
			try (ResultSet row = delete.executeQuery()) {
				while (row.next()) {
					deleted.add(new Deleted(row.getLong(1), row.getString(2), row.getString(3), row.getString(4),
							row.getLong(5) != 0));
				}
			}
		}
		List<Long> gone = deleted.stream().map(Deleted::seq).toList();
		deleteFrom(session, "body WHERE seq", gone);
		long events = deleteFrom(session, "event WHERE webhook", gone);
		session.afterCommit(() -> deleted.forEach((row) -> row.count(this.store.counts())));
		long waiting = deleted.stream().filter(Deleted::isWaiting).count();
		long dead = deleted.stream().filter(Deleted::isDead).count();
		return new Erased(waiting, dead, deleted.size() - waiting - dead, events);
	}

	private static int deleteFrom(WriteSession session, String column, List<Long> numbers) throws SQLException {
		if (numbers.isEmpty()) {
			return 0;
		}
		try (PreparedStatement delete = session.connection()
			.prepareStatement("DELETE FROM " + column + " IN " + WriteSession.list(numbers.size()))) {
			set(delete, 1, numbers);
			return delete.executeUpdate();
		}
	}

	private static void set(PreparedStatement statement, int first, List<Long> numbers) throws SQLException {
		for (int i = 0; i < numbers.size(); i++) {
			statement.setLong(first + i, numbers.get(i));
		}
	}

	/** Decisions about many dead letters whose filter names the connection. */
	private List<Long> decisions(String id) {
		List<Long> decisions = new ArrayList<>();
		this.store.jdbc().sql("SELECT id, filter FROM decision").query((RowCallbackHandler) (row) -> {
			if (id.equals(connection(ColumnText.read(row.getString(2))))) {
				decisions.add(row.getLong(1));
			}
		});
		return decisions;
	}

	private static String connection(String filter) {
		try {
			return JSON.readTree(filter).path("connection").textValue();
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The filter of a decision cannot be read", ex);
		}
	}

	/** Keeps the connection's row if a webhook that came meanwhile was synced. */
	private static int forget(WriteSession session, String key, List<Long> decisions) throws SQLException {
		deleteFrom(session, "decision WHERE id", decisions);
		try (PreparedStatement delete = session.connection()
			.prepareStatement("DELETE FROM connection WHERE connection_key = ? AND NOT EXISTS (SELECT 1 FROM webhook w "
					+ "WHERE w.connection_key = ? AND w.state = 'synced')")) {
			delete.setString(1, key);
			delete.setString(2, key);
			return delete.executeUpdate();
		}
	}

	/**
	 * Numbers of what was, or would be, deleted.
	 *
	 * @param waiting webhooks that waited
	 * @param deadLetters dead letters
	 * @param finished rows of finished webhooks
	 * @param events events of all of them
	 */
	record Erased(long waiting, long deadLetters, long finished, long events) {

		Erased plus(Erased more) {
			return new Erased(this.waiting + more.waiting, this.deadLetters + more.deadLetters,
					this.finished + more.finished, this.events + more.events);
		}

	}

	private record Deleted(long seq, String state, String queue, String failureClass, boolean superseded) {

		boolean isWaiting() {
			return this.state.equals("waiting");
		}

		boolean isDead() {
			return this.state.equals("dead-lettered");
		}

		/** Runs on the writer's thread. */
		void count(Counts counts) {
			if (isWaiting()) {
				counts.addWaiting(this.queue, -1);
			}
			else if (isDead() && this.superseded) {
				counts.addSuperseded(-1);
			}
			else if (isDead()) {
				counts.addDeadLetters(this.failureClass, -1);
			}
			else {
				counts.addHistory(-1);
			}
		}

	}

}
