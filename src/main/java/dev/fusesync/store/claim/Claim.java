package dev.fusesync.store.claim;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoredWebhook;

/**
 * The right to work on a webhook. It is settled once, by whoever comes first; until that
 * is on disk nobody else gets the webhook, nor another one of its connection.
 */
public final class Claim {

	private final AtomicBoolean settled = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final long begun = System.nanoTime();

	private final Claimer claimer;

	private final ClaimPolicy.Permit permit;

	private final int cost;

	private volatile StoredWebhook webhook;

	private byte[] body;

	private boolean noted;

	private volatile Thread worker;

	Claim(Claimer claimer, StoredWebhook webhook, ClaimPolicy.Permit permit) {
		this.claimer = claimer;
		this.webhook = webhook;
		this.permit = permit;
		this.cost = MemoryLimit.cost(webhook.size());
	}

	Claim loaded(StoredWebhook fresh, byte[] bytes) {
		this.webhook = fresh;
		this.body = bytes;
		return this;
	}

	/** Its row as of when it was claimed. */
	public StoredWebhook webhook() {
		return this.webhook;
	}

	/** The received bytes. */
	public byte[] body() {
		return this.body;
	}

	/** What the policy gave for it. */
	public ClaimPolicy.Permit permit() {
		return this.permit;
	}

	/** Whether it was decided what becomes of the webhook. */
	public boolean isSettled() {
		return this.settled.get();
	}

	/**
	 * Decides what becomes of the webhook and has it written. Waits until that is on
	 * disk, unless the webhook is finished: should the program end before, it is done
	 * again.
	 * @return false if that was decided before; then nothing is done
	 */
	public boolean settle(Outcome outcome) {
		boolean first = this.settled.compareAndSet(false, true);
		if (first) {
			this.claimer.settle(this, outcome);
		}
		return first;
	}

	/** Leaves the webhook as it was, to be claimed again at once. */
	public void drop() {
		if (this.settled.compareAndSet(false, true)) {
			this.claimer.dropped(this);
		}
	}

	/** The work has ended. Whoever closes it has settled or dropped it before. */
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.body = null;
			this.worker = null;
			this.permit.end();
			this.claimer.ended(this);
		}
	}

	/** It is noted on disk that the program may end during this attempt. */
	void noted() {
		this.noted = true;
	}

	boolean isNoted() {
		return this.noted;
	}

	int cost() {
		return this.cost;
	}

	long ageNanos() {
		return System.nanoTime() - this.begun;
	}

	/** From now on this thread works on it. */
	public void beginWork() {
		this.worker = Thread.currentThread();
	}

	Thread worker() {
		return this.worker;
	}

}
