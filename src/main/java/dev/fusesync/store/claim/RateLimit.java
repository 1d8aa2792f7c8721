package dev.fusesync.store.claim;

import java.util.concurrent.TimeUnit;

/**
 * Limits how many webhooks of a queue are claimed per second. A token bucket that holds
 * hardly more than one token: claims are spread evenly, and a pause is not followed by a
 * burst. In no second there are more than the limit, rounded up. Guarded by the claimer's
 * lock.
 */
final class RateLimit {

	/**
	 * How much of the limit may be made up for, in seconds, when a worker wakes up late.
	 */
	private static final double SLACK = 0.02;

	private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * The first call of a program takes long to begin, and those claimed meanwhile would
	 * begin all at once after it. So they wait until it has ended, at most for this time.
	 */
	private static final long COLD_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** Tokens per second. With the slack they add up to the limit. */
	private final double refill;

	private double tokens = 1;

	private long filledAt;

	/** When the first claim was made; null before that, and once one has ended. */
	private Long coldSince;

	private boolean warm;

	/**
	 * Creates a limit.
	 * @param perSecond claims per second
	 * @param now as {@link System#nanoTime()}, like all times here
	 */
	RateLimit(double perSecond, long now) {
		this.refill = perSecond / (1 + SLACK);
		this.filledAt = now;
	}

	/**
	 * How long the next claim has to wait, in ns; 0 if it may be made now.
	 * @param share the part of the limit that this instance has, 0 to 1
	 */
	long waitNanos(long now, double share) {
		double rate = this.refill * share;
		this.tokens = Math.min(1 + rate * SLACK, this.tokens + (now - this.filledAt) * rate / NANOS);
		this.filledAt = now;
		long cold = (this.coldSince != null) ? Math.max(0, COLD_NANOS - (now - this.coldSince)) : 0;
		return (this.tokens >= 1) ? cold : Math.max(cold, (long) Math.ceil((1 - this.tokens) * NANOS / rate));
	}

	/** Counts a call, also one that could not wait; later ones wait for longer then. */
	void take() {
		this.tokens--;
		if (this.coldSince == null && !this.warm) {
			this.coldSince = this.filledAt;
		}
	}

	/**
	 * Called when the work on a webhook has ended.
	 * @param called whether it began; else its call does not count
	 * @return whether the next claim has to wait for less time than before
	 */
	boolean ended(boolean called) {
		boolean sooner = !called || !this.warm;
		this.tokens += called ? 0 : 1;
		this.warm |= called;
		this.coldSince = null;
		return sooner;
	}

}
