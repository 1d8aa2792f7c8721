package dev.fusesync.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.fusesync.settings.MetricSettings;
import dev.fusesync.sync.breaker.CallListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Records duration and result of each call to Fuse and, for a synced webhook, the time
 * since its receipt.
 */
@Component
class CallMeter implements CallListener {

	private final Clock clock = Clock.systemUTC();

	private final MeterRegistry meters;

	/** Looked up here, since the registry would build a name for each call. */
	private final Map<Tags, Timer> calls = new ConcurrentHashMap<>();

	private final MetricSettings settings;

	private final LastAnswers answers;

	private final Timer endToEnd;

	CallMeter(MeterRegistry meters, MetricSettings settings, LastAnswers answers) {
		this.meters = meters;
		this.settings = settings;
		this.answers = answers;
		this.endToEnd = Timer.builder("fuse.sync.end_to_end")
			.description("Time from a webhook's receipt, or last replay, until it was synced")
			.register(meters);
	}

	@Override
	public void ended(Exchange exchange, Duration took) {
		CallResult result = CallResult.of(exchange.getException());
		String source = this.settings.source(exchange.getVariable("source", String.class));
		this.calls.computeIfAbsent(result.tags().and("source", source), this::timer).record(took);
		this.answers.note(source, result);
		if (exchange.getException() == null) {
			recordEndToEnd(exchange.getVariable("received", Instant.class));
		}
	}

	private Timer timer(Tags tags) {
		return Timer.builder("fuse.sync.calls")
			.description("Calls to Fuse, without any wait before them")
			.tags(tags)
			.register(this.meters);
	}

	private void recordEndToEnd(Instant received) {
		if (received != null) {
			this.endToEnd.record(Duration.between(received, this.clock.instant()));
		}
	}

}
