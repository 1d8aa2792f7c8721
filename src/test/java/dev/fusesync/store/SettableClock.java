package dev.fusesync.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The machine's clock, which a test can put forward and back. */
public final class SettableClock extends Clock {

	private volatile Duration step = Duration.ZERO;

	private volatile Instant frozen;

	/** Puts it forward, or back if negative. */
	public void step(Duration by) {
		this.step = this.step.plus(by);
	}

	/** From now on it stands still, but for steps. */
	public void freeze() {
		this.frozen = Instant.now();
	}

	@Override
	public Instant instant() {
		Instant now = this.frozen;
		return ((now != null) ? now : Instant.now()).plus(this.step);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException();
	}

}
