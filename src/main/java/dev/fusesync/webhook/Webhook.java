package dev.fusesync.webhook;

import java.time.Instant;
import java.util.Set;

/**
 * A webhook without its body. Type, connection, source and environment are exactly the
 * strings of the body's JSON, of any length; null if the body has no such string.
 *
 * @param id fuse-sync's id of the webhook, which the sender receives and which is in
 * every log line about it
 * @param type its {@code type}, for example financial_connection.sync_data
 * @param connection its {@code financial_connection_id}
 * @param source its {@code source}: the aggregator, for example plaid
 * @param environment its {@code environment}: sandbox or production
 * @param received when it was received, or last replayed
 * @param attempts number of the current attempt, starting at 1; 0 before it is stored
 */
public record Webhook(String id, String type, String connection, String source, String environment, Instant received,
		int attempts) {

	/** Name of the exchange variable that contains it. */
	public static final String VARIABLE = "webhook";

	/** Source: Fuse's documents, "Webhooks". */
	private static final Set<String> ENDS = Set.of("financial_connection.disconnected",
			"financial_connection.finished");

	/** Whether Fuse says by such a webhook that the connection is not synced any more. */
	public static boolean endsConnection(String type) {
		return type != null && ENDS.contains(type);
	}

	/** For log lines: on one line and short, whatever the body contains. */
	@Override
	public String toString() {
		return Shown.of(this.type) + " of connection " + Shown.of(this.connection);
	}

}
