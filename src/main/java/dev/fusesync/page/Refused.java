package dev.fusesync.page;

/** What was asked for cannot be shown or done; the sentence is for the person. */
public final class Refused extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	/**
	 * Refuses a request.
	 * @param status the HTTP status, 400 or higher
	 * @param sentence why, and what to do; never contains what was sent
	 */
	public Refused(int status, String sentence) {
		super((sentence != null) ? sentence : "It was refused without a reason", null, false, false);
		this.status = status;
	}

	/** The HTTP status. */
	public int status() {
		return this.status;
	}

}
