package dev.fusesync.deadletters;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/**
 * What is known of a webhook that could not be synced, without its body. What is not
 * known is null and not shown. Times are in UTC, as 2026-01-31T23:59:59.123Z.
 *
 * @param id name of the dead letter for as long as it lies there; a new one if it comes
 * back
 * @param webhook the id that the webhook's sender got for it and the log shows; it stays
 * the same
 * @param received when it was received, or replayed last
 * @param firstReceived when it was received, if it has been replayed since
 * @param parked when it became a dead letter; if the broker moved it, which notes no
 * time, when it was put into its queue last
 * @param attempts calls to Fuse, those before a replay included
 * @param replays how often it has been replayed
 * @param failureClass finished, message, transient and so on, or unexpected if the broker
 * moved it
 * @param status Fuse's last HTTP status
 * @param code Fuse's error code
 * @param requestId Fuse's request id
 * @param hint what else may have caused it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetter(String id, String webhook, String type, String connection, String source, String received,
		String firstReceived, String parked, int attempts, int replays, @JsonProperty("class") String failureClass,
		String status, String code, String requestId, String reason, String hint) {

	static final String UNEXPECTED = "unexpected";

	private static final Duration TOKENS_AGE = Duration.ofMinutes(3);

	static DeadLetter of(Message message) throws JMSException {
		Map<String, Object> labels = Labels.of(message);
		Instant parked = Labels.time(labels, "dead-letter-time", Instant.ofEpochMilli(message.getJMSTimestamp()));
		boolean moved = Labels.text(labels, "dead-letter-class") == null;
		return new DeadLetter(message.getJMSMessageID().replaceFirst("^ID:", ""), Labels.text(labels, "webhook-id"),
				Labels.text(labels, "webhook-type"), Labels.text(labels, "webhook-connection"),
				Labels.text(labels, "webhook-source"), Labels.text(labels, "webhook-received"),
				Labels.text(labels, "webhook-first-received"), parked.toString(),
				Labels.number(labels, moved ? "webhook-calls" : "dead-letter-attempts"),
				Labels.number(labels, "webhook-replays"), moved ? UNEXPECTED : Labels.text(labels, "dead-letter-class"),
				Labels.text(labels, "dead-letter-status"), Labels.text(labels, "dead-letter-code"),
				Labels.text(labels, "dead-letter-request-id"), moved ? movedReason(labels) : reason(labels),
				hint(labels, parked));
	}

	private static String reason(Map<String, Object> labels) {
		return Labels.text(labels, "dead-letter-reason");
	}

	private static String movedReason(Map<String, Object> labels) {
		String queue = Labels.text(labels, "_AMQ_ORIG_QUEUE");
		return "The broker moved it here from " + ((queue != null) ? "the queue " + queue : "its queue")
				+ ", since fuse-sync stopped or failed each time it had it in work. The log says more.";
	}

	private static String hint(Map<String, Object> labels, Instant parked) {
		Instant received = Labels.time(labels, "webhook-received", parked);
		Duration age = Duration.between(Labels.time(labels, "webhook-first-received", received), parked);
		boolean refused = Labels.number(labels, "dead-letter-status") / 100 == 4;
		return (refused && age.compareTo(TOKENS_AGE) > 0) ? "Fuse refused it more than three minutes after it was "
				+ "received: the aggregator's token in it may have been too old (Plaid's is valid for about 5 minutes, "
				+ "Teller's for 3)." : null;
	}

}
