package dev.fusesync.http;

/** Under which names filters, valves and routes tell each other about a request. */
public final class RequestAttributes {

	/** The body of the webhook as bytes, once it has been read. */
	public static final String BODY = "fuse-sync.body";

	/** The type of the webhook, once it is verified. */
	public static final String TYPE = "fuse-sync.type";

	/** The {@link Outcome}, if it is not the one of the answer's status. */
	public static final String OUTCOME = "fuse-sync.outcome";

	/** Until when the webhook must be answered, as {@link System#nanoTime()}. */
	public static final String DEADLINE = "fuse-sync.deadline";

	private RequestAttributes() {
	}

}
