package dev.fusesync.notices;

import java.time.Duration;
import java.time.Instant;

/**
 * What was told of a subject. One that is back within 30 s was never gone: its end is
 * told after that. What is counted is remembered for an hour after it was gone.
 */
final class Told {

	/** How long a person is not told again that a number has grown. */
	static final Duration QUIET = Duration.ofHours(1);

	/** How long something must be gone before its end is told. */
	static final Duration GONE = Duration.ofSeconds(30);

	private final Instant since;

	private final boolean counted;

	private Instant at;

	/** The same as {@link System#nanoTime()}. */
	private long nanos;

	/** Which number was told, or is known to be lower since. */
	private long count;

	/** Since when it is gone, as {@link System#nanoTime()}; null while it is there. */
	private Long goneSince;

	/** Whether its end was told, and nothing since. */
	private boolean ended;

	Told(Instant now, long nanos, long count) {
		this.since = now;
		this.counted = count > 0;
		tell(now, nanos, count);
	}

	/** When it began. */
	Instant since() {
		return this.since;
	}

	/** When it was told last. */
	Instant at() {
		return this.at;
	}

	void tell(Instant now, long nanos, long count) {
		this.at = now;
		this.nanos = nanos;
		this.count = count;
		this.ended = false;
	}

	/** Returns how many more there are to be told of now; 0 for none. */
	long seen(long number, long nanos) {
		this.goneSince = null;
		this.count = Math.min(this.count, number);
		return (nanos - this.nanos >= QUIET.toNanos()) ? number - this.count : 0;
	}

	/** Returns whether its end is to be told now. None of those counted are left. */
	boolean gone(long nanos) {
		if (this.goneSince == null) {
			this.goneSince = nanos;
			this.count = 0;
		}
		boolean ends = !this.ended && nanos - this.goneSince >= GONE.toNanos();
		this.ended |= ends;
		return ends;
	}

	/** Whether it may be forgotten, so that it would begin again. */
	boolean isOver(long nanos) {
		return this.ended && (!this.counted || nanos - this.goneSince >= QUIET.toNanos());
	}

}
