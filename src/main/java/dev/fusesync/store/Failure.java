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

	/**
	 * The cause of the dead letters that this failure makes: a hash of its class and code
	 * and of their source, short even for a source of 64 KB.
	 * @param source source of the webhook; null without one
	 */
	public String causeKey(String source) {
		return causeKey(this.failureClass, this.code, source);
	}

	/** The same of the parts. */
	public static String causeKey(String failureClass, String code, String source) {
		return NewWebhook.hash(part(failureClass) + part(code) + part(source));
	}

	/** With its length, since it may contain any character. */
	private static String part(String text) {
		return (text != null) ? text.length() + ":" + text : "-";
	}

	@Override
	public String toString() {
		return this.reason;
	}

}
