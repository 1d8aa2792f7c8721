package dev.fusesync.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.StoreListener;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.WriteSession;

/** Stores a webhook and hands it to an idle worker if there is one. */
final class InsertWrite extends Write {

	private final CompletableFuture<Void> stored = new CompletableFuture<>();

	private final NewWebhook webhook;

	private final StoreListener listener;

	private final long deadline;

	private StoredWebhook row;

	/** The row of an earlier attempt. */
	private StoredWebhook attempted;

	private StoreListener.Reservation reservation;

	InsertWrite(NewWebhook webhook, StoreListener listener, long deadline) {
		this.webhook = webhook;
		this.listener = listener;
		this.deadline = deadline;
	}

	/**
	 * Completed when the webhook is on disk. Only the thread of its sender may wait for
	 * it.
	 */
	CompletableFuture<Void> stored() {
		return this.stored;
	}

	@Override
	long weight() {
		return this.webhook.weight();
	}

	@Override
	void apply(WriteSession session, long now) throws SQLException {
		this.row = session.insert(this.webhook, this.attempted, now);
		this.attempted = (this.row != null) ? this.row : this.attempted;
		if (this.row != null && this.listener != null) {
			this.reservation = this.listener.offer(this.webhook, this.row);
		}
	}

	@Override
	void committed() {
		if (this.reservation != null) {
			this.reservation.complete();
		}
		else if (this.row != null && this.listener != null) {
			this.listener.due(this.row.dueAt(), this.row.seq());
		}
		this.stored.complete(null);
	}

	@Override
	void undone() {
		if (this.reservation != null) {
			this.reservation.cancel();
			this.reservation = null;
		}
	}

	@Override
	boolean isRepeated(Fault fault) {
		return fault == Fault.REPEAT && this.deadline - System.nanoTime() > 0;
	}

	@Override
	void failed(Exception failure) {
		this.stored.completeExceptionally(failure);
	}

}
