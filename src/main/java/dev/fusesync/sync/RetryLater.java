package dev.fusesync.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.random.RandomGenerator;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Says when a webhook comes back: the broker's header {@code _AMQ_SCHED_DELIVERY}, which
 * must be a Long, the count in {@code webhook-retries}, and the variable
 * {@code retry-in}, in seconds. Of a webhook that is too old it says {@code retry-in}
 * "never".
 */
@Component
class RetryLater implements Processor {

	private final RetrySettings settings;

	private final ParkingGate gate;

	private final RetrySchedule schedule;

	private final Clock clock = Clock.systemUTC();

	RetryLater(RetrySettings settings, ParkingGate gate) {
		this.settings = settings;
		this.gate = gate;
		this.schedule = new RetrySchedule(settings, RandomGenerator.getDefault());
	}

	@Override
	public void process(Exchange exchange) {
		Message message = exchange.getMessage();
		Instant now = this.clock.instant();
		Instant received = received(message, now);
		Duration age = Duration.between(received, now).minus(this.gate.parkedSince(received));
		Duration left = this.settings.maxAge().minus(age);
		if (left.isNegative() || left.isZero()) {
			exchange.setVariable("retry-in", "never");
			return;
		}
		int retries = message.getHeader("webhook-retries", 0, Integer.class);
		Duration asked = asked(exchange);
		Duration delay = this.schedule.delay(retries, asked, left);
		// A wait that the endpoint asked for is no step of the schedule.
		message.setHeader("webhook-retries", (asked != null) ? retries : retries + 1);
		message.setHeader("_AMQ_SCHED_DELIVERY", now.plus(delay).toEpochMilli());
		exchange.setVariable("retry-in", delay.toSeconds());
	}

	private static Duration asked(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		return (cause instanceof SyncFailedException failure) ? failure.getRetryAfter() : null;
	}

	/**
	 * A label that cannot be read is written anew, so that the webhook ages from now on.
	 */
	private static Instant received(Message message, Instant now) {
		try {
			return Instant.parse(message.getHeader("webhook-received", "", String.class));
		}
		catch (DateTimeParseException ex) {
			message.setHeader("webhook-received", now.toString());
			return now;
		}
	}

}
