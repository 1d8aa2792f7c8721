package dev.fusesync.waiting;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A webhook that waits for an attempt, without its body. Unknown values are null and not
 * shown.
 *
 * @param id the webhook's id, which its sender received and the log shows
 * @param queue inbox or other-events
 * @param received when it was received, or last replayed
 * @param attempts number of completed attempts
 * @param due when the next attempt is due
 * @param failureClass why the last attempt failed: transient, throttled and so on
 * @param status HTTP status of the last response
 * @param code Fuse's error code
 * @param requestId Fuse's request id
 * @param state due if it may be in work, later if it waits for a time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Waiting(String id, String queue, String type, String connection, String source, Instant received, int attempts,
		Instant due, @JsonProperty("class") String failureClass, Integer status, String code, String requestId,
		String reason, String state) {

	static final String DUE = "due";

	static final String LATER = "later";

}
