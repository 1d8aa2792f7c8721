package dev.fusesync.store;

/**
 * Why an attempt failed, as stored with the webhook. Contains no secrets.
 *
 * @param failureClass failure class, for example transient
 * @param status HTTP status of the response; null without one
 * @param code Fuse's error code; null without one
 * @param requestId Fuse's id of the call; null without one
 * @param reason a sentence for the person on call
 */
public record Failure(String failureClass, Integer status, String code, String requestId, String reason) {

	/** Name of the exchange variable from which the outcomes read the failure. */
	public static final String VARIABLE = "failure";

	@Override
	public String toString() {
		return this.reason;
	}

}
