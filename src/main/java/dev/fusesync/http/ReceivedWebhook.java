package dev.fusesync.http;

/**
 * What the filters of the webhook's port and the route receive exchange about a request.
 * It remains usable after the request has been answered and recycled by Tomcat.
 */
public final class ReceivedWebhook {

	private final long deadline;

	private volatile String type;

	/**
	 * Creates it.
	 * @param deadline until when it must be answered, as {@link System#nanoTime()}
	 */
	public ReceivedWebhook(long deadline) {
		this.deadline = deadline;
	}

	/** Until when the webhook must be answered, as {@link System#nanoTime()}. */
	public long deadline() {
		return this.deadline;
	}

	/** The type of the webhook; null until it is verified. */
	public String type() {
		return this.type;
	}

	/** Sets the type, once the webhook is verified. */
	public void verified(String type) {
		this.type = type;
	}

}
