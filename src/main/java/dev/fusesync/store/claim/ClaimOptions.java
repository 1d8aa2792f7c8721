package dev.fusesync.store.claim;

import java.time.Duration;

/**
 * How a queue is worked on.
 *
 * @param queue one of the queues of the store
 * @param workers how many webhooks are worked on side by side
 * @param onePerConnection whether webhooks of one connection are worked on one after the
 * other
 * @param longest how long one may be in work until it is taken to hang
 */
public record ClaimOptions(String queue, int workers, boolean onePerConnection, Duration longest) {

	/** Outcomes that may not be written yet, beside what is in work. */
	private static final int UNWRITTEN = 64;

	int mostClaims() {
		return this.workers + UNWRITTEN;
	}

}
