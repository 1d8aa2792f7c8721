package dev.fusesync.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How many webhooks wait, and how old the oldest one is. The age counts from when the
 * webhook was received, whatever has become of it since. It is looked up at intervals; of
 * a queue longer than {@value #LOOKED_AT} only the webhooks in work, those delayed and so
 * many at its head are looked at, since the rest lies on disk.
 */
@Component
class InboxMetrics {

	static final int LOOKED_AT = 1_000;

	private static final String INBOX = "inbox";

	private static final String OTHER_EVENTS = "other-events";

	private static final List<String> DELAYED = List.of("waiting", "waiting-overflow");

	private final Map<String, Instant> oldest = new ConcurrentHashMap<>();

	private final Clock clock = Clock.systemUTC();

	private final StoredWebhooks stored;

	InboxMetrics(StoredWebhooks stored, MeterRegistry meters) {
		this.stored = stored;
		for (String queue : List.of(INBOX, OTHER_EVENTS)) {
			gauge("fuse.inbox.backlog", () -> stored.count(queue)).tag("queue", queue)
				.description("Webhooks that are to be worked on now, or are in work")
				.register(meters);
			gauge("fuse.inbox.oldest.age", () -> age(queue)).tag("queue", queue)
				.description("Time since the oldest webhook that is not done yet was received")
				.baseUnit("seconds")
				.register(meters);
		}
		gauge("fuse.inbox.delayed", this::delayed)
			.description("Webhooks that wait for another attempt, or for another one of their connection")
			.register(meters);
	}

	/** Not a number while the broker cannot be asked. */
	private Gauge.Builder<?> gauge(String name, Supplier<Number> number) {
		return Gauge.builder(name, () -> this.stored.isVisible() ? number.get() : Double.NaN);
	}

	private long delayed() {
		return DELAYED.stream().mapToLong(this.stored::count).sum();
	}

	/** In seconds, 0 if there is none. */
	private double age(String queue) {
		Instant received = this.oldest.get(queue);
		boolean gone = received == null || this.stored.count(queue) + delayed() == 0;
		return gone ? 0 : Duration.between(received, this.clock.instant()).toMillis() / 1000.0;
	}

	@Scheduled(fixedDelayString = "${fuse.metrics.interval}")
	void look() {
		Map<String, Instant> found = new HashMap<>();
		for (String queue : List.of(INBOX, OTHER_EVENTS)) {
			this.stored.visit(queue, LOOKED_AT, (webhook) -> remember(queue, webhook, found));
		}
		for (String queue : DELAYED) {
			this.stored.visit(queue, LOOKED_AT,
					(webhook) -> remember(webhook.apply("webhook_HYPHEN_queue"), webhook, found));
		}
		this.oldest.keySet().retainAll(found.keySet());
		this.oldest.putAll(found);
	}

	private static void remember(String queue, UnaryOperator<String> webhook, Map<String, Instant> found) {
		String received = webhook.apply("webhook_HYPHEN_received");
		if (queue != null && received != null) {
			try {
				found.merge(queue, Instant.parse(received), (one, other) -> one.isBefore(other) ? one : other);
			}
			catch (DateTimeParseException ex) {
				// Another program has put it there.
			}
		}
	}

}
