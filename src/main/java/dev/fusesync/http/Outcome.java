package dev.fusesync.http;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * What became of a webhook, by the status it was answered with; in lower case the tag
 * {@code outcome} of the counter {@code fuse.webhooks.received}.
 */
public enum Outcome {

	ACCEPTED(200), MALFORMED(400), FORGED(403), METHOD(405), SLOW(408), TOO_LARGE(413), ENCODING(415), UNAVAILABLE(503),
	/** Not from an allowed network; found before anything else is looked at. */
	NETWORK(403),
	/** Any other status. */
	OTHER(0);

	private final int status;

	Outcome(int status) {
		this.status = status;
	}

	/** The first of that status. */
	public static Outcome of(int status) {
		return Stream.of(values()).filter((outcome) -> outcome.status == status).findFirst().orElse(OTHER);
	}

	/** The status that it is told by. */
	public int status() {
		return this.status;
	}

	/** Whether the sender, and not this program, is at fault. */
	public boolean isSendersFault() {
		return this.status >= 400 && this.status < 500;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
