package dev.fusesync.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoreListener;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.WriteSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the outcome of a webhook. Repeated until it is written, so that nothing is done
 * twice.
 */
final class SettleWrite extends Write {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final long WEIGHT = 512;

	/** Of a covered webhook, beside its body. */
	private static final long WEIGHT_COVERED = 2_048;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private final StoredWebhook webhook;

	private final Outcome outcome;

	private final StoreListener listener;

	private final Runnable whenStored;

	private boolean written;

	private long dueAt;

	SettleWrite(StoredWebhook webhook, Outcome outcome, StoreListener listener, Runnable whenStored) {
		this.webhook = webhook;
		this.outcome = outcome;
		this.listener = listener;
		this.whenStored = whenStored;
	}

	/** Completed when it is on disk, or exceptionally when it will never be. */
	CompletableFuture<Void> done() {
		return this.done;
	}

	@Override
	long weight() {
		return (this.outcome instanceof Outcome.Finished finished)
				? WEIGHT + finished.covered().stream().mapToLong((one) -> WEIGHT_COVERED + one.size()).sum() : WEIGHT;
	}

	@Override
	void apply(WriteSession session, long now) throws SQLException {
		session.settle(this.webhook, this.outcome, now, (done) -> this.written = done);
		if (this.outcome instanceof Outcome.Retried retried) {
			this.dueAt = now + retried.retry().delay().toMillis();
		}
		else if (this.outcome instanceof Outcome.GivenBack givenBack) {
			this.dueAt = now + givenBack.delayMs();
		}
	}

	@Override
	void committed() {
		if (!this.written) {
			LOG.info("The outcome of webhook {} was ignored, since the webhook was not waiting any more",
					this.webhook.id());
		}
		try {
			this.whenStored.run();
		}
		finally {
			this.done.complete(null);
		}
		if (this.dueAt > 0 && this.listener != null) {
			this.listener.due(this.dueAt, this.webhook.seq());
		}
	}

	@Override
	void failed(Exception failure) {
		LOG.error("The outcome of webhook {} was not written, so the webhook is attempted again after a restart: {}",
				this.webhook.id(), failure.toString());
		this.done.completeExceptionally(failure);
	}

	@Override
	boolean isRepeated(Fault fault) {
		return fault != Fault.DATA;
	}

	@Override
	boolean isEssential() {
		return true;
	}

}
