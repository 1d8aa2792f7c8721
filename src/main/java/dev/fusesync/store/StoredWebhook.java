package dev.fusesync.store;

import java.time.Instant;

import dev.fusesync.webhook.Webhook;

/**
 * The row of a webhook, without its body and outcome. Times are in ms since 1970.
 *
 * @param seq the row's number; a later webhook has a higher one
 * @param id fuse-sync's id of the webhook
 * @param queue one of the {@link Queues}
 * @param bucket the connection's bucket, by which several instances share the work
 * @param connectionKey hash of the connection's id, see {@link NewWebhook#connectionKey};
 * null without a connection
 * @param size size of the body, in bytes
 * @param firstReceivedAt when it was received
 * @param receivedAt when it was received, or last replayed
 * @param dueAt when it may be claimed
 * @param waitMs the delay chosen before {@code dueAt}
 * @param waitedMs the sum of all waits that count towards the maximum age
 * @param attempts number of completed attempts
 * @param retries number of steps of the retry schedule taken so far
 * @param giveBacks how often in a row it was given back without an outcome
 * @param unfinished how often in a row the program ended during an attempt
 * @param replays how often it was replayed
 */
public record StoredWebhook(long seq, String id, String queue, int bucket, String connectionKey, String type,
		String connection, String source, String environment, String signature, int size, long firstReceivedAt,
		long receivedAt, long dueAt, long waitMs, long waitedMs, int attempts, int retries, int giveBacks,
		int unfinished, int replays) {

	/** The webhook as it is passed to the routes for the next attempt. */
	public Webhook attempt() {
		return new Webhook(this.id, this.type, this.connection, this.source, this.environment,
				Instant.ofEpochMilli(this.receivedAt), this.attempts + 1);
	}

}
