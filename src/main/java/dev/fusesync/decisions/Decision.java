package dev.fusesync.decisions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a person decided.
 *
 * @param action replay, discard, retry or give-up
 * @param reason why; null if what does no harm has no reason
 * @param by who decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decision(String action, String reason, String by) {

	/** Sends a webhook again. */
	public static final String REPLAY = "replay";

	/** Deletes the body of a webhook. */
	public static final String DISCARD = "discard";

	/** Attempts a webhook now that waits for a later time. */
	public static final String RETRY = "retry";

	/** Makes a webhook that waits for a later time a dead letter. */
	public static final String GIVE_UP = "give-up";

	/** Whether the bodies of the webhooks are deleted. */
	@JsonIgnore
	public boolean isDiscard() {
		return this.action.equals(DISCARD);
	}

}
