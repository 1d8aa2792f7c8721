package dev.fusesync.deadletters.causes;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fusesync.webhook.Shown;

/**
 * Dead letters with the same failure class, code and source. Unknown values are null and
 * not shown.
 *
 * @param cause the value of the filter {@code cause}
 * @param failureClass finished, message, transient and so on, or unexpected
 * @param code Fuse's error code
 * @param source the aggregator, for example plaid
 * @param count number of dead letters, counted up to 10,000
 * @param more whether there are more than that
 * @param superseded how many of those that are counted are superseded
 * @param first when the first of them became a dead letter
 * @param last when the last one did
 * @param reason why the last one failed
 * @param example id of the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Cause(String cause, @JsonProperty("class") String failureClass, String code, String source, int count,
		boolean more, int superseded, Instant first, Instant last, String reason, String example) {

	/** For a person who has not asked. */
	String sentence() {
		String sentence = "Dead letters of class " + this.failureClass + shown(", code ", this.code)
				+ shown(", aggregator ", this.source) + shown(": ", this.reason);
		return sentence.endsWith(".") ? sentence : sentence + ".";
	}

	private static String shown(String before, String value) {
		return (value != null) ? before + Shown.of(value) : "";
	}

}
