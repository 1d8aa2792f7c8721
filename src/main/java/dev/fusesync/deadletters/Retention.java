package dev.fusesync.deadletters;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks once an hour for dead letters that are older than they are kept, and has them
 * discarded and logged like any others. While another run goes on, they wait for the next
 * hour.
 */
@Component
@EnableScheduling
class Retention {

	private final DeadLetterQueue queue;

	private final BulkRun bulk;

	private final Duration kept;

	Retention(DeadLetterQueue queue, BulkRun bulk, DeadLetterSettings settings) {
		this.queue = queue;
		this.bulk = bulk;
		this.kept = settings.retention();
	}

	@Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
	void discardTheOld() {
		if (!this.kept.isZero()) {
			DeadLetterFilter old = DeadLetterFilter.parkedBefore(Instant.now().minus(this.kept));
			if (this.queue.holds(old)) {
				this.bulk.start(Decision.discard("Older than fuse.deadletters.retention"), old);
			}
		}
	}

}
