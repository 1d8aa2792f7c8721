package dev.fusesync.sync.breaker;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The start time plus the elapsed time, independent of changes of the system clock. */
final class MonotonicClock extends Clock {

	private final Instant start = Instant.now();

	private final long startNanos = System.nanoTime();

	@Override
	public Instant instant() {
		return this.start.plusNanos(System.nanoTime() - this.startNanos);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
