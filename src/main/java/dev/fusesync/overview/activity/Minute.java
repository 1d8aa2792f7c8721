package dev.fusesync.overview.activity;

import java.time.Instant;

/**
 * What happened in a minute, on all instances.
 *
 * @param minute when it began
 * @param received webhooks answered with 200
 * @param synced webhooks that Fuse synced, covered ones included
 * @param refused webhooks answered with 403, since their signature is wrong
 * @param delivered webhooks of other types that were finished
 * @param unavailable webhooks answered with 503, since they could not be stored
 */
public record Minute(Instant minute, long received, long synced, long refused, long delivered, long unavailable) {

	/** A minute in which nothing happened. */
	static Minute quiet(Instant minute) {
		return new Minute(minute, 0, 0, 0, 0, 0);
	}

	/** Returns the sum of this and another one, as this minute. */
	Minute plus(Minute other) {
		return new Minute(this.minute, this.received + other.received(), this.synced + other.synced(),
				this.refused + other.refused(), this.delivered + other.delivered(),
				this.unavailable + other.unavailable());
	}

	/** Returns what this has more than an earlier one, as this minute. */
	Minute minus(Minute earlier) {
		return new Minute(this.minute, this.received - earlier.received(), this.synced - earlier.synced(),
				this.refused - earlier.refused(), this.delivered - earlier.delivered(),
				this.unavailable - earlier.unavailable());
	}

	boolean isQuiet() {
		return equals(quiet(this.minute));
	}

}
