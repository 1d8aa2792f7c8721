package dev.fusesync.store;

import java.time.Duration;

/**
 * When a webhook is attempted again.
 *
 * @param delay the wait until then
 * @param counts whether the wait counts towards the webhook's maximum age
 * @param step whether it is a step of the schedule, and no wait that the receiver asked
 * for
 */
public record Retry(Duration delay, boolean counts, boolean step) {

	/** Name of the exchange variable from which the outcome retry takes it. */
	public static final String VARIABLE = "retry";

	/** The wait in whole seconds, for log lines. */
	public long seconds() {
		return this.delay.toSeconds();
	}

}
