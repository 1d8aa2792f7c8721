package dev.fusesync.http;

/** Under which names filters, valves and routes tell each other about a request. */
public final class RequestAttributes {

	/** The body of the webhook as bytes, once it has been read. */
	public static final String BODY = "fuse-sync.body";

	/** The {@link ReceivedWebhook}. */
	public static final String RECEIVED = "fuse-sync.received";

	/** The {@link Outcome}, if it is not the one of the answer's status. */
	public static final String OUTCOME = "fuse-sync.outcome";

	private RequestAttributes() {
	}

}
