package dev.fusesync.verification;

/**
 * Why a webhook is not let in. The message is a fixed sentence for the sender and
 * contains nothing of the request. Has no stack trace, so that a flood of forged webhooks
 * stays cheap.
 */
public final class WebhookRejectedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private WebhookRejectedException(int status, String sentence) {
		super(sentence, null, false, false);
		this.status = status;
	}

	/** The signature is missing or wrong: answered as Fuse's own example answers it. */
	static WebhookRejectedException invalid() {
		return new WebhookRejectedException(403, "Invalid webhook");
	}

	/** The body can be read in more than one way. */
	static WebhookRejectedException malformed(String sentence) {
		return new WebhookRejectedException(400, sentence);
	}

	/** The HTTP status of the answer. */
	public int getStatus() {
		return this.status;
	}

}
