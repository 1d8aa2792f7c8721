package dev.fusesync.store;

import java.time.Duration;

/**
 * When a webhook is attempted again.
 *
 * @param delay the wait until then
 * @param counts whether the wait counts towards the webhook's maximum age
 * @param step whether the wait is a step of the schedule rather than the receiver's
 * {@code Retry-After}
 */
public record Retry(Duration delay, boolean counts, boolean step) {

	/** Name of the exchange variable from which the outcome {@code retry} reads it. */
	public static final String VARIABLE = "retry";

	/** The wait in whole seconds, for log lines. */
	public long seconds() {
		return this.delay.toSeconds();
	}

}
