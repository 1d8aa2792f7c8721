package dev.fusesync.sync.retry;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.fusesync.sync.failure.SyncFailedException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Says when a webhook comes back: the label {@code webhook-due}, in ms since 1970, and
 * the variable {@code retry-in}, in seconds. Counts its waits in {@code webhook-retries}
 * and sums them up in {@code webhook-waited}, in ms. Of a webhook that has waited long
 * enough it says {@code retry-in} "never". Only these waits make a webhook too old, not
 * the time that it lay in its queue because all were parked or the program was down.
 */
@Component
class RetryLater implements Processor {

	private static final String WAITED = "webhook-waited";

	private static final String RETRIES = "webhook-retries";

	private final RetrySettings settings;

	private final RetrySchedule schedule;

	private final Clock clock = Clock.systemUTC();

	RetryLater(RetrySettings settings) {
		this.settings = settings;
		this.schedule = new RetrySchedule(settings, RandomGenerator.getDefault());
	}

	@Override
	public void process(Exchange exchange) {
		Message message = exchange.getMessage();
		Duration waited = Duration.ofMillis(message.getHeader(WAITED, 0L, Long.class));
		Duration left = this.settings.maxAge().minus(waited);
		if (left.isNegative() || left.isZero()) {
			exchange.setVariable("retry-in", "never");
			return;
		}
		int retries = message.getHeader(RETRIES, 0, Integer.class);
		Duration asked = asked(exchange);
		Duration delay = this.schedule.delay(retries, asked, left);
		// A wait that the endpoint asked for is no step of the schedule.
		message.setHeader(RETRIES, (asked != null) ? retries : retries + 1);
		message.setHeader(WAITED, waited.plus(delay).toMillis());
		message.setHeader("webhook-due", this.clock.millis() + delay.toMillis());
		exchange.setVariable("retry-in", delay.toSeconds());
	}

	private static Duration asked(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		return (cause instanceof SyncFailedException failure) ? failure.getRetryAfter() : null;
	}

}
