package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.camel.StoreEndpoint;
import dev.fusesync.sync.breaker.BreakerPolicy;
import dev.fusesync.sync.failure.SyncFailedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import org.springframework.stereotype.Component;

/**
 * Chooses when a webhook is attempted again: the variable {@code retry}, which stays
 * unset for a webhook whose waits add up to the maximum age. While the circuit breaker is
 * not closed, a wait does not count and no webhook becomes too old.
 */
@Component
class RetryLater implements Processor {

	private final RetrySettings settings;

	private final RetrySchedule schedule;

	private final BreakerPolicy breaker;

	RetryLater(RetrySettings settings, BreakerPolicy breaker) {
		this.settings = settings;
		this.breaker = breaker;
		this.schedule = new RetrySchedule(settings, RandomGenerator.getDefault());
	}

	@Override
	public void process(Exchange exchange) {
		StoredWebhook webhook = StoreEndpoint.claim(exchange).webhook();
		boolean counts = this.breaker.isClosed() || !webhook.queue().equals(Queues.INBOX);
		Duration left = this.settings.maxAge().minusMillis(counts ? webhook.waitedMs() : 0);
		if (left.isNegative() || left.isZero()) {
			exchange.removeVariable(Retry.VARIABLE);
			return;
		}
		Duration asked = asked(exchange);
		Duration delay = this.schedule.delay(webhook.retries(), asked, left);
		exchange.setVariable(Retry.VARIABLE, new Retry(delay, counts, asked == null));
	}

	private static Duration asked(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		return (cause instanceof SyncFailedException failure) ? failure.getRetryAfter() : null;
	}

}
