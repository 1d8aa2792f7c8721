package dev.fusesync.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import dev.fusesync.settings.MetricSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * The route policy that times the calls to Fuse and records how each ended and, if the
 * webhook is synced, how long that took from its receipt on.
 */
@Component
class CallMeter extends RoutePolicySupport {

	private static final String STARTED = "call-started";

	private final Clock clock = Clock.systemUTC();

	private final MeterRegistry meters;

	private final MetricSettings settings;

	private final LastAnswers answers;

	private final Timer endToEnd;

	CallMeter(MeterRegistry meters, MetricSettings settings, LastAnswers answers) {
		this.meters = meters;
		this.settings = settings;
		this.answers = answers;
		this.endToEnd = Timer.builder("fuse.sync.end_to_end")
			.description("From a webhook's receipt, or replay, until it was synced")
			.register(meters);
	}

	@Override
	public void onExchangeBegin(Route route, Exchange exchange) {
		exchange.setVariable(STARTED, Timer.start(this.meters));
	}

	@Override
	public void onExchangeDone(Route route, Exchange exchange) {
		Timer.Sample sample = exchange.getVariable(STARTED, Timer.Sample.class);
		if (sample == null) {
			return;
		}
		exchange.removeVariable(STARTED);
		CallResult result = CallResult.of(exchange.getException());
		String source = this.settings.source(exchange.getVariable("source", String.class));
		sample.stop(Timer.builder("fuse.sync.calls")
			.description("Calls to Fuse, without any wait before them")
			.tags(result.tags().and("source", source))
			.register(this.meters));
		this.answers.note(source, result);
		if (exchange.getException() == null) {
			recordEndToEnd(exchange.getVariable("received", Instant.class));
		}
	}

	private void recordEndToEnd(Instant received) {
		if (received != null) {
			this.endToEnd.record(Duration.between(received, this.clock.instant()));
		}
	}

}
