package dev.fusesync.http;

/**
 * What the webhook's port and its route tell each other. It outlives the request, which
 * may have been answered when the route comes to it, and be Tomcat's again.
 */
public final class ReceivedWebhook {

	private final long deadline;

	private volatile String type;

	ReceivedWebhook(long deadline) {
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

	/** Tells the type, once the webhook is verified. */
	public void verified(String type) {
		this.type = type;
	}

}
