package dev.fusesync.decisions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a person decided.
 *
 * @param action replay or discard
 * @param reason why; null if a replay has no reason
 * @param by who decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decision(String action, String reason, String by) {

	/** Sends a webhook again. */
	public static final String REPLAY = "replay";

	/** Deletes the body of a webhook. */
	public static final String DISCARD = "discard";

	/** Whether the bodies of the webhooks are deleted. */
	@JsonIgnore
	public boolean isDiscard() {
		return this.action.equals(DISCARD);
	}

}
