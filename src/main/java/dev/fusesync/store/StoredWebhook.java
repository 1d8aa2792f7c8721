package dev.fusesync.store;

import java.time.Instant;

import dev.fusesync.webhook.Webhook;

/**
 * The row of a webhook, without its body and what became of it. Times are in ms since
 * 1970.
 *
 * @param seq the row's number; a later webhook has a higher one
 * @param id our own id of the webhook
 * @param queue one of the {@link Queues}
 * @param bucket by which several instances share out connections
 * @param connectionKey stands for the connection, short and exact; null if it has none
 * @param size of its body, in bytes
 * @param firstReceivedAt when it was received
 * @param receivedAt the same, or when it was replayed last
 * @param dueAt when it may be claimed
 * @param waitMs the wait that was chosen before that
 * @param waitedMs the sum of all waits that count towards the maximum age
 * @param attempts how often it was attempted to its end
 * @param retries how far it is in the schedule of retries
 * @param giveBacks how often in a row it was given back without an outcome
 * @param unfinished how often in a row the program ended while it was in work
 * @param replays how often it was replayed
 */
public record StoredWebhook(long seq, String id, String queue, int bucket, String connectionKey, String type,
		String connection, String source, String environment, String signature, int size, long firstReceivedAt,
		long receivedAt, long dueAt, long waitMs, long waitedMs, int attempts, int retries, int giveBacks,
		int unfinished, int replays) {

	/** What routes know of it during the next attempt. */
	public Webhook attempt() {
		return new Webhook(this.id, this.type, this.connection, this.source, this.environment,
				Instant.ofEpochMilli(this.receivedAt), this.attempts + 1);
	}

}
