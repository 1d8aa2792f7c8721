package dev.fusesync.support;

import java.util.List;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Store;

/**
 * A webhook as it lies in the table.
 *
 * @param body its bytes; null once they are gone
 */
public record StoredRow(long seq, String id, String queue, String state, String signature, int attempts, int retries,
		int replays, long dueAt, long waitedMs, String failureClass, Integer status, String code, String requestId,
		String reason, byte[] body) {

	/** Those of a connection, the oldest first. */
	public static List<StoredRow> of(Store store, String connection) {
		return store.jdbc()
			.sql("SELECT w.seq, w.id, w.queue, w.state, w.signature, w.attempts, w.retries, w.replays, w.due_at, "
					+ "w.waited_ms, w.failure_class, w.status, w.code, w.request_id, w.reason, b.bytes FROM webhook w "
					+ "LEFT JOIN body b ON b.seq = w.seq WHERE w.connection_key = ? ORDER BY w.seq")
			.param(NewWebhook.connectionKey(connection))
			.query((row, number) -> new StoredRow(row.getLong(1), row.getString(2), row.getString(3), row.getString(4),
					row.getString(5), row.getInt(6), row.getInt(7), row.getInt(8), row.getLong(9), row.getLong(10),
					row.getString(11), (Integer) row.getObject(12), row.getString(13), row.getString(14),
					row.getString(15), row.getBytes(16)))
			.list();
	}

	/** All that is text in it, for looking for what must not be there. */
	public String text() {
		return String.join(" ", this.id, this.queue, this.state, this.signature, String.valueOf(this.code),
				String.valueOf(this.requestId), String.valueOf(this.reason));
	}

}
