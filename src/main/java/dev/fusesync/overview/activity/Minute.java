package dev.fusesync.overview.activity;

import java.time.Instant;

/**
 * What happened in a minute, on all instances.
 *
 * @param minute when it began
 * @param received webhooks answered with 200
 * @param synced webhooks that Fuse synced, covered ones included
 * @param refused webhooks answered with 403, since their signature is wrong
 */
public record Minute(Instant minute, long received, long synced, long refused) {

	/** Returns the sum of this and another one, as this minute. */
	Minute plus(Minute other) {
		return new Minute(this.minute, this.received + other.received(), this.synced + other.synced(),
				this.refused + other.refused());
	}

	/** Returns what this has more than an earlier one, as this minute. */
	Minute minus(Minute earlier) {
		return new Minute(this.minute, this.received - earlier.received(), this.synced - earlier.synced(),
				this.refused - earlier.refused());
	}

	boolean isQuiet() {
		return this.received == 0 && this.synced == 0 && this.refused == 0;
	}

}
