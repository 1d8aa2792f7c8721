package dev.fusesync.deadletters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.fusesync.inbox.StoredWebhooks;
import dev.fusesync.sync.failure.FailureClass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How many dead letters there are, by class, looked up at intervals. Of more than
 * {@value #LOOKED_AT} in a queue the further ones have the class "uncounted", since they
 * lie on disk.
 */
@Component
class DeadLetterMetrics {

	private static final int LOOKED_AT = 1_000;

	private static final String UNCOUNTED = "uncounted";

	private static final List<String> QUEUES = List.of("dead-letter", "dead-letter-chosen");

	private static final String CLASS = Labels.nameInJms("dead-letter-class");

	private volatile Map<String, Long> counts = Map.of();

	private final StoredWebhooks stored;

	DeadLetterMetrics(StoredWebhooks stored, MeterRegistry meters) {
		this.stored = stored;
		// The route dead-letter counts them; from zero on, so that the first one is an
		// increase.
		Stream.of(FailureClass.values())
			.forEach((failure) -> Counter.builder("fuse.deadletters.parked")
				.description("Webhooks that became dead letters")
				.tag("class", failure.label())
				.register(meters));
		Stream
			.concat(Stream.of(FailureClass.values()).map(FailureClass::label),
					Stream.of(DeadLetter.UNEXPECTED, UNCOUNTED))
			.forEach((name) -> Gauge
				.builder("fuse.deadletters", () -> stored.isVisible() ? this.counts.getOrDefault(name, 0L) : Double.NaN)
				.description("Webhooks that could not be synced and wait for a person")
				.tag("class", name)
				.register(meters));
	}

	@Scheduled(fixedDelayString = "${fuse.metrics.interval}")
	void look() {
		Map<String, Long> found = new ConcurrentHashMap<>();
		long total = QUEUES.stream().mapToLong(this.stored::count).sum();
		QUEUES.forEach((queue) -> this.stored.visit(queue, LOOKED_AT,
				(deadLetter) -> found.merge(failureClass(deadLetter), 1L, Long::sum)));
		long seen = found.values().stream().mapToLong(Long::longValue).sum();
		found.put(UNCOUNTED, Math.max(0, total - seen));
		this.counts = found;
	}

	/** How many there are of each class, as of the last look. */
	Map<String, Long> counts() {
		return this.counts;
	}

	private static String failureClass(UnaryOperator<String> deadLetter) {
		String name = deadLetter.apply(CLASS);
		return (name != null) ? name : DeadLetter.UNEXPECTED;
	}

}
