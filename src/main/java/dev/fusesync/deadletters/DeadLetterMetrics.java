package dev.fusesync.deadletters;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Store;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts current and added dead letters by class, from the counts that the store updates
 * with each commit; the database is not queried.
 */
@Component
class DeadLetterMetrics {

	private final Counts counts;

	DeadLetterMetrics(Store store, MeterRegistry meters) {
		this.counts = store.counts();
		// Starts at zero, so that the first one is an increase.
		DeadLetterFilter.CLASSES.forEach((failureClass) -> register(failureClass, meters));
		Gauge.builder("fuse.deadletters.superseded", this.counts, Counts::superseded)
			.description("Dead letters of whose connection a newer webhook was synced")
			.register(meters);
	}

	private void register(String failureClass, MeterRegistry meters) {
		Gauge.builder("fuse.deadletters", () -> this.counts.deadLetters().getOrDefault(failureClass, 0L))
			.description("Webhooks that could not be synced and wait for a person, without superseded ones")
			.tag("class", failureClass)
			.register(meters);
		FunctionCounter.builder("fuse.deadletters.added", this.counts, (found) -> found.deadLettered(failureClass))
			.description("Webhooks that became dead letters")
			.tag("class", failureClass)
			.register(meters);
	}

}
