package dev.fusesync.store.jdbc;

import java.time.Duration;

/**
 * How long nothing is accepted after a shortage, although a little can be written again:
 * on a full disk a small row often finds room and the next webhook does not. A second,
 * and twice as long, up to 30 s, each time it recurs within a minute.
 */
final class ShortagePause {

	private static final long FIRST = Duration.ofSeconds(1).toNanos();

	private static final long LONGEST = Duration.ofSeconds(30).toNanos();

	private static final long RECURRENCE = Duration.ofMinutes(1).toNanos();

	private long length;

	private long end = System.nanoTime();

	/** Called when a shortage begins. */
	void begin() {
		long now = System.nanoTime();
		this.length = (this.length == 0 || now - this.end > RECURRENCE) ? FIRST : Math.min(2 * this.length, LONGEST);
		this.end = now + this.length;
	}

	boolean isOver() {
		return System.nanoTime() - this.end >= 0;
	}

}
