package dev.fusesync.store.metrics;

import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import dev.fusesync.settings.MetricSettings;
import dev.fusesync.store.Counts;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import dev.fusesync.store.camel.StoreConsumer;
import dev.fusesync.store.camel.StoreEndpoint;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

import org.springframework.stereotype.Component;

/**
 * Registers the gauges of the store: for each queue the waiting, claimed and due webhooks
 * and the age of the oldest one; the size on disk. A gauge is {@code NaN} while its value
 * is unknown.
 */
@Component
class StoreMetrics {

	private final MeterRegistry meters;

	StoreMetrics(Store store, Dialect database, CamelContext camel, MetricSettings settings, MeterRegistry meters) {
		this.meters = meters;
		Counts counts = store.counts();
		for (String queue : Queues.ALL) {
			QueueStatistics statistics = new QueueStatistics(store.jdbc(), queue, settings.interval(), store.clock());
			register("fuse.store.waiting", "Webhooks that are not finished: due, claimed, or to be retried", queue,
					() -> counts.waiting(queue));
			register("fuse.store.claimed", "Webhooks claimed by workers", queue,
					() -> sum(camel, queue, StoreConsumer::getClaimed));
			register("fuse.store.rate.limit", "Webhooks that this instance may claim per second; NaN without a limit",
					queue, () -> sum(camel, queue, StoreConsumer::getMaxRate));
			register("fuse.store.due", "Webhooks that are due, claimed ones included; 10001 for more than 10000", queue,
					statistics::due);
			Gauge.builder("fuse.store.oldest.age", statistics::oldestAge)
				.description("Time since the oldest unfinished webhook was received")
				.baseUnit("seconds")
				.tag("queue", queue)
				.register(meters);
		}
		Gauge.builder("fuse.store.history", counts::history)
			.description("Rows of finished webhooks that are kept, without their bodies")
			.register(meters);
		FunctionCounter.builder("fuse.sync.covered", counts, Counts::covered)
			.description("Webhooks finished by the call for another one with the same content")
			.register(meters);
		FunctionCounter.builder("fuse.other_events.delivered", counts, Counts::delivered)
			.description("Webhooks of other types that were finished, with a receiver or without one")
			.register(meters);
		registerBytes("fuse.store.size", "Size of the database with its write-ahead log", database::size);
		registerBytes("fuse.store.log.size", "Size of the write-ahead log", database::logSize);
	}

	private void register(String name, String description, String queue, Supplier<Number> value) {
		Gauge.builder(name, value).description(description).tag("queue", queue).register(this.meters);
	}

	private void registerBytes(String name, String description, Supplier<OptionalLong> size) {
		Gauge.builder(name, () -> orUnknown(size.get()))
			.description(description)
			.baseUnit("bytes")
			.register(this.meters);
	}

	private static double orUnknown(OptionalLong size) {
		return size.isPresent() ? size.getAsLong() : Double.NaN;
	}

	/**
	 * Reads the current routes each time, since they may be started, stopped and
	 * reloaded.
	 */
	private static double sum(CamelContext camel, String queue, ToDoubleFunction<StoreConsumer> value) {
		return camel.getRoutes()
			.stream()
			.map(Route::getConsumer)
			.filter(StoreConsumer.class::isInstance)
			.map(StoreConsumer.class::cast)
			.filter((consumer) -> queue.equals(((StoreEndpoint) consumer.getEndpoint()).getQueue()))
			.mapToDouble(value)
			.sum();
	}

}
