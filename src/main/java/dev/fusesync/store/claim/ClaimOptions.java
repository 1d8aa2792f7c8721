package dev.fusesync.store.claim;

import java.time.Duration;

/**
 * How the webhooks of a queue are processed.
 *
 * @param queue one of the queues of the store
 * @param workers number of webhooks processed concurrently
 * @param onePerConnection whether webhooks of one connection are processed one at a time
 * @param coverIdentical whether a synced webhook also finishes the waiting webhooks with
 * the same content
 * @param maxRate maximum number of webhooks claimed per second by all instances together;
 * 0 for no limit
 * @param longest how long an attempt may take before it is considered stuck
 */
public record ClaimOptions(String queue, int workers, boolean onePerConnection, boolean coverIdentical, double maxRate,
		Duration longest) {

	/**
	 * Number of outcomes that may be waiting to be written, in addition to the webhooks
	 * being processed.
	 */
	private static final int UNWRITTEN = 64;

	int mostClaims() {
		return this.workers + UNWRITTEN;
	}

}
