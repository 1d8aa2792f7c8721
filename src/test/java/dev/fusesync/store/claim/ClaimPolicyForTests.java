package dev.fusesync.store.claim;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.store.StoredWebhook;

/**
 * A policy that refuses webhooks of a connection, and counts the permits that are out.
 */
final class ClaimPolicyForTests implements ClaimPolicy {

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final AtomicInteger permits = new AtomicInteger();

	private volatile String excluded;

	/** Whether single webhooks are tried only. */
	volatile boolean halfOpen;

	/** Refuses webhooks of that connection from now on; null for none. */
	void exclude(String connection) {
		this.excluded = connection;
		this.listeners.forEach(Runnable::run);
	}

	int permits() {
		return this.permits.get();
	}

	@Override
	public boolean isUnlimited() {
		return !this.halfOpen;
	}

	@Override
	public boolean mayClaim() {
		return true;
	}

	@Override
	public Permit permit(StoredWebhook webhook) {
		if (webhook.connection().equals(this.excluded)) {
			return null;
		}
		this.permits.incrementAndGet();
		return this.permits::decrementAndGet;
	}

	@Override
	public void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

}
