package dev.fusesync.http;

/** Names of the request attributes that filters, valves and routes share. */
public final class RequestAttributes {

	/** The body of the webhook as bytes, once it has been read. */
	public static final String BODY = "fuse-sync.body";

	/** The {@link ReceivedWebhook}. */
	public static final String RECEIVED = "fuse-sync.received";

	/** The {@link Outcome}, if it differs from the one of the response's status. */
	public static final String OUTCOME = "fuse-sync.outcome";

	private RequestAttributes() {
	}

}
