package dev.fusesync.store;

/**
 * Why an attempt failed, as it is stored with the webhook. Nothing of it is secret.
 *
 * @param failureClass which kind of failure, for example transient
 * @param status HTTP status of the response; null without one
 * @param code Fuse's error code; null without one
 * @param requestId Fuse's id of the call; null without one
 * @param reason a sentence for the person on call
 */
public record Failure(String failureClass, Integer status, String code, String requestId, String reason) {

	/** Name of the exchange variable from which the outcomes take it. */
	public static final String VARIABLE = "failure";

	@Override
	public String toString() {
		return this.reason;
	}

}
