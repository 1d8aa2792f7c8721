package dev.fusesync.verification;

/**
 * A webhook is rejected. The message is a fixed sentence for the sender and contains
 * nothing of the request. Has no stack trace, to keep a flood of forged webhooks cheap.
 */
public final class WebhookRejectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private WebhookRejectedException(int status, String sentence) {
		super(sentence, null, false, false);
		this.status = status;
	}

	/** The signature is missing or wrong: the response is that of Fuse's own example. */
	static WebhookRejectedException invalid() {
		return new WebhookRejectedException(403, "Invalid webhook");
	}

	/** The body can be read in more than one way. */
	static WebhookRejectedException malformed(String sentence) {
		return new WebhookRejectedException(400, sentence);
	}

	/** The HTTP status of the response. */
	public int getStatus() {
		return this.status;
	}

}
