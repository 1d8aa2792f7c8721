package dev.fusesync.http;

/** Names of the request attributes that filters, valves and routes share. */
public final class RequestAttributes {

	/** The body of the webhook as bytes, once it has been read. */
	public static final String BODY = "fuse-sync.body";

	/** The type of the webhook, once it is verified. */
	public static final String TYPE = "fuse-sync.type";

	/** The {@link Outcome}, if it differs from the one of the response's status. */
	public static final String OUTCOME = "fuse-sync.outcome";

	/** The deadline for the response, as {@link System#nanoTime()}. */
	public static final String DEADLINE = "fuse-sync.deadline";

	private RequestAttributes() {
	}

}
