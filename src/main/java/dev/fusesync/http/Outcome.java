package dev.fusesync.http;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * The result of a request for a webhook, by its response status; in lower case the tag
 * {@code outcome} of the counter {@code fuse.webhooks.received}.
 */
public enum Outcome {

	ACCEPTED(200), MALFORMED(400), FORGED(403), METHOD(405), SLOW(408), TOO_LARGE(413), ENCODING(415), UNAVAILABLE(503),
	/** The sender's network is not allowed; checked before anything else. */
	NETWORK(403),
	/** Any other status. */
	OTHER(0);

	private final int status;

	Outcome(int status) {
		this.status = status;
	}

	/** Returns the first outcome with that status. */
	public static Outcome of(int status) {
		return Stream.of(values()).filter((outcome) -> outcome.status == status).findFirst().orElse(OTHER);
	}

	/** The response status. */
	public int status() {
		return this.status;
	}

	/** Whether the sender caused the error rather than this program. */
	public boolean isSendersFault() {
		return this.status >= 400 && this.status < 500;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
