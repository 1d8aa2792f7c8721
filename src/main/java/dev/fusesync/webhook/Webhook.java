package dev.fusesync.webhook;

import java.time.Instant;

/**
 * What is known of a webhook besides its body. Type, connection, source and environment
 * are exactly the strings of the body's JSON, however long; null if the body has no such
 * string.
 *
 * @param id our own id of it, which the sender gets and every log line about it has
 * @param type its {@code type}, for example financial_connection.sync_data
 * @param connection its {@code financial_connection_id}
 * @param source its {@code source}: the aggregator, for example plaid
 * @param environment its {@code environment}: sandbox or production
 * @param received when it was received, or replayed last
 * @param attempts which attempt this is, from 1 on; 0 before it is stored
 */
public record Webhook(String id, String type, String connection, String source, String environment, Instant received,
		int attempts) {

	/** Name of the exchange variable that holds it. */
	public static final String VARIABLE = "webhook";

	/** For log lines: on one line and short, whatever stands in the body. */
	@Override
	public String toString() {
		return Shown.of(this.type) + " of connection " + Shown.of(this.connection);
	}

}
