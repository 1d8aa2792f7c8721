package dev.fusesync.store.jdbc;

import java.sql.SQLException;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoreListener;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.WriteSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a webhook. Repeated until it is written, so that nothing is done twice.
 */
final class SettleWrite extends Write {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final long WEIGHT = 512;

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

	@Override
	long weight() {
		return WEIGHT;
	}

	@Override
	void apply(WriteSession session, long now) throws SQLException {
		this.written = session.settle(this.webhook, this.outcome, now);
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
			LOG.info("Webhook {} was decided about otherwise while it was in work", this.webhook.id());
		}
		this.whenStored.run();
		if (this.dueAt > 0 && this.listener != null) {
			this.listener.due(this.dueAt, this.webhook.seq());
		}
	}

	@Override
	void failed(Exception failure) {
		// Only when the program ends: the webhook is still waiting and comes again.
	}

	@Override
	boolean isRepeated() {
		return true;
	}

}
