package dev.fusesync.deadletters;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionRun;
import dev.fusesync.decisions.Total;
import dev.fusesync.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Discards, once an hour, dead letters that exceed the retention and, if set so,
 * superseded ones, and logs them like any others. Skipped while another decision is
 * running. By age also while the clock may be wrong: in the first hour, and when it has
 * run faster than the elapsed time.
 */
@Component
@EnableScheduling
class Retention {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	/** Tolerated speed of the clock relative to the elapsed time. */
	private static final double TRUSTED = 1.1;

	private final DeadLetterQueries queries;

	private final DecisionRun decisions;

	private final DeadLetterTarget target;

	private final Duration kept;

	private final boolean discardSuperseded;

	private final Clock clock;

	private final LongSupplier nanoTime;

	/** When it last ran, or when the program started. */
	private Instant ranAt;

	private long ranAtNanos;

	@Autowired
	Retention(DeadLetterQueries queries, DecisionRun decisions, DeadLetterTarget target, DeadLetterSettings settings,
			Store store) {
		this(queries, decisions, target, settings, store.clock(), System::nanoTime);
	}

	/** For tests that set the clocks. */
	Retention(DeadLetterQueries queries, DecisionRun decisions, DeadLetterTarget target, DeadLetterSettings settings,
			Clock clock, LongSupplier nanoTime) {
		this.queries = queries;
		this.decisions = decisions;
		this.target = target;
		this.kept = settings.retention();
		this.discardSuperseded = settings.discardSuperseded();
		this.clock = clock;
		this.nanoTime = nanoTime;
		noteRun();
	}

	@Scheduled(initialDelay = 60, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
	void discardTheOld() {
		if (this.kept.isZero() || !this.decisions.isHere() || !isClockTrusted()) {
			return;
		}
		noteRun();
		discard(DeadLetterFilter.deadBefore(this.clock.instant().minus(this.kept)),
				"Older than fuse.deadletters.retention", "retention");
	}

	/** Half an hour after the others, since one decision is carried out at a time. */
	@Scheduled(initialDelay = 30, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
	void discardTheSuperseded() {
		if (this.discardSuperseded && this.decisions.isHere()) {
			discard(DeadLetterFilter.SUPERSEDED, "A newer webhook of its connection was synced", "superseded");
		}
	}

	private void discard(DeadLetterFilter filter, String reason, String by) {
		Total found = this.queries.count(filter);
		if (found.total() > 0) {
			this.decisions.begin(this.target, new Decision(Decision.DISCARD, reason, by), filter, found);
		}
	}

	private boolean isClockTrusted() {
		Duration real = Duration.ofNanos(this.nanoTime.getAsLong() - this.ranAtNanos);
		Duration byClock = Duration.between(this.ranAt, this.clock.instant());
		boolean trusted = byClock.toMillis() <= real.toMillis() * TRUSTED;
		if (!trusted) {
			LOG.warn(
					"No dead letter is discarded for its age now: the clock advanced by {}, but the elapsed time is {}",
					byClock, real);
		}
		return trusted;
	}

	private void noteRun() {
		this.ranAt = this.clock.instant();
		this.ranAtNanos = this.nanoTime.getAsLong();
	}

}
