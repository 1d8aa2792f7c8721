package dev.fusesync.store.postgresql;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * The clock of the database, so that instances agree about the time. Runs on by itself
 * between two readings, and is never set by the clock of this machine.
 */
final class DatabaseClock extends Clock {

	private volatile Reading last = new Reading(System.currentTimeMillis(), System.nanoTime());

	/**
	 * Sets the clock.
	 * @param millis the database's time, in ms since 1970
	 * @param asked when it was asked for, as nanoTime
	 */
	void set(long millis, long asked) {
		this.last = new Reading(millis, asked);
	}

	@Override
	public long millis() {
		Reading reading = this.last;
		return reading.millis() + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reading.nanos());
	}

	@Override
	public Instant instant() {
		return Instant.ofEpochMilli(millis());
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

	private record Reading(long millis, long nanos) {

	}

}
