package dev.fusesync.deadletters;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * A dead-lettered webhook without its body, or one that was synced or delivered and whose
 * body is kept. Unknown values are null and not shown. Times are in UTC, as
 * 2026-01-31T23:59:59.123Z.
 *
 * @param id the webhook's id, which its sender received and the log shows; unchanged by a
 * replay
 * @param received when it was received, or last replayed
 * @param firstReceived when it was first received, if it has been replayed since
 * @param dead when it became a dead letter
 * @param state synced, covered or delivered; null for a dead letter
 * @param finished when it was synced, covered or delivered
 * @param attempts number of attempts, including those before a replay
 * @param replays number of replays
 * @param failureClass finished, message, transient and so on, or unexpected
 * @param status HTTP status of the last response
 * @param code Fuse's error code
 * @param requestId Fuse's request id
 * @param hint another possible cause
 * @param superseded when it was seen that a newer webhook of its connection was synced;
 * null while none is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetter(String id, String type, String connection, String source, String environment, String received,
		String firstReceived, String dead, String state, String finished, int attempts, int replays,
		@JsonProperty("class") String failureClass, Integer status, String code, String requestId, String reason,
		String hint, String superseded) {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Duration TOKENS_AGE = Duration.ofMinutes(3);

	private static final int REFUSED = 4;

	/** Another possible cause of that status; null if none is known. */
	static String hint(Integer status, long firstReceivedAt, long deadAt) {
		boolean refused = status != null && status / 100 == REFUSED;
		return (refused && deadAt - firstReceivedAt > TOKENS_AGE.toMillis()) ? "Fuse refused it more than three "
				+ "minutes after it was received: the aggregator's token in it may have been too old (Plaid's is valid "
				+ "for about 5 minutes, Teller's for 3)." : null;
	}

	/** What it is, for the log. */
	String singular() {
		return (this.state != null) ? this.state + " webhook" : "dead letter";
	}

	/** Formats a time of the store for display. */
	static String time(long millis) {
		return Instant.ofEpochMilli(millis).toString();
	}

	/**
	 * What happened to it before. Unknown values are null and not shown.
	 *
	 * @param event retried, dead-lettered, replayed or retry-now
	 * @param attempt number of the attempt; null for a decision
	 * @param due when the next attempt was due
	 * @param failureClass finished, message, transient and so on, or unexpected
	 * @param status HTTP status of the response
	 * @param code Fuse's error code
	 * @param requestId Fuse's request id
	 * @param by who decided
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Event(Instant at, String event, Integer attempt, Instant due, @JsonProperty("class") String failureClass,
			Integer status, String code, String requestId, String reason, String by) {

	}

	/**
	 * A dead letter with its history and its body.
	 *
	 * @param deadLetter the dead letter
	 * @param history what happened to it, the newest first
	 * @param headers the received headers that are kept; null if masked
	 * @param body the webhook's JSON. If masked, the values of {@code remote_data} and
	 * {@code verification_token}, which are a customer's data and a secret, are replaced
	 * by ***
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Opened(@JsonUnwrapped DeadLetter deadLetter, List<Event> history, Map<String, String> headers,
			JsonNode body) {

		static Opened unmasked(DeadLetter deadLetter, List<Event> history, String signature, byte[] body) {
			return new Opened(deadLetter, history, Map.of("fuse-verification", signature), read(body));
		}

		Opened masked() {
			JsonNode masked = this.body.deepCopy();
			mask(masked, "remote_data");
			mask(masked, "verification_token");
			return new Opened(this.deadLetter, this.history, null, masked);
		}

		/** A body that is not JSON cannot be masked, so only its size is shown. */
		private static JsonNode read(byte[] body) {
			try {
				return JSON.readTree(body);
			}
			catch (IOException ex) {
				return TextNode.valueOf(body.length + " bytes that cannot be shown as JSON");
			}
		}

		private static void mask(JsonNode webhook, String secret) {
			webhook.findParents(secret).forEach((parent) -> ((ObjectNode) parent).put(secret, "***"));
		}

	}

}
