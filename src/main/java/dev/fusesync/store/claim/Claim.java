package dev.fusesync.store.claim;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoredWebhook;

/**
 * The exclusive right to work on a webhook. The first call settles it; until the outcome
 * is on disk, neither this webhook nor another one of its connection can be claimed.
 */
public final class Claim {

	private final AtomicBoolean settled = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final long begun = System.nanoTime();

	private final Claimer claimer;

	private final ClaimPolicy.Permit permit;

	private final int cost;

	private final long term;

	private volatile StoredWebhook webhook;

	private byte[] body;

	private boolean noted;

	private boolean worked;

	private List<StoredWebhook> identical = List.of();

	private volatile Thread worker;

	Claim(Claimer claimer, StoredWebhook webhook, ClaimPolicy.Permit permit) {
		this.claimer = claimer;
		this.webhook = webhook;
		this.permit = permit;
		this.cost = MemoryLimit.cost(webhook.size());
		this.term = claimer.buckets().term();
	}

	Claim loaded(StoredWebhook fresh, byte[] bytes) {
		this.webhook = fresh;
		this.body = bytes;
		return this;
	}

	/**
	 * Webhooks with the same content that were waiting when the work began.
	 */
	public List<StoredWebhook> identical() {
		return this.identical;
	}

	/** The row as of the claim. */
	public StoredWebhook webhook() {
		return this.webhook;
	}

	/** The received bytes. */
	public byte[] body() {
		return this.body;
	}

	/** The permit of the policy. */
	public ClaimPolicy.Permit permit() {
		return this.permit;
	}

	/** Whether no other instance can have claimed the webhook meanwhile. */
	public boolean isValid() {
		Buckets buckets = this.claimer.buckets();
		return buckets.term() == this.term && buckets.remainingNanos() > 0;
	}

	/** Whether the webhook has an outcome, or was dropped. */
	public boolean isSettled() {
		return this.settled.get();
	}

	/**
	 * Sets the outcome of the webhook and has it written. Waits until it is on disk,
	 * except for a finished webhook, which is processed again if the program ends before.
	 * @return false, without effect, if it was settled or dropped before
	 */
	public boolean settle(Outcome outcome) {
		boolean first = this.settled.compareAndSet(false, true);
		if (first) {
			this.claimer.settle(this, outcome);
		}
		return first;
	}

	/** Leaves the webhook unchanged, to be claimed again immediately. */
	public void drop() {
		if (this.settled.compareAndSet(false, true)) {
			this.claimer.dropped(this);
		}
	}

	/** Ends the work. The claim must have been settled or dropped before. */
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.body = null;
			this.worker = null;
			this.permit.end();
			this.claimer.ended(this);
		}
	}

	/** Marks that {@link Store#noteUnfinished} is on disk for this attempt. */
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

	/** Registers the current thread as the worker. */
	public void beginWork() {
		this.worker = Thread.currentThread();
		this.worked = true;
		this.identical = this.claimer.identical(this.webhook);
	}

	/**
	 * Counts one more call for this webhook against the rate limit, as of a redelivery.
	 * It does not wait, later claims do.
	 */
	public void countCall() {
		this.claimer.countCall();
	}

	/** Whether a worker began to work on it. */
	boolean hasBegun() {
		return this.worked;
	}

	Thread worker() {
		return this.worker;
	}

}
