package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.fusesync.store.Failure;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.camel.StoreEndpoint;
import dev.fusesync.sync.breaker.BreakerPolicy;
import dev.fusesync.sync.failure.FailureClass;
import dev.fusesync.sync.failure.FailureSentence;
import dev.fusesync.sync.failure.SyncFailedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;

import org.springframework.stereotype.Component;

/**
 * Sets the variable {@code failure} to the reason why an attempt failed, and
 * {@code retry} to the time of the next one. {@code retry} is not set if there is no next
 * one: the webhook's waits have reached the maximum age, or a receiver other than Fuse
 * rejected it permanently. While the circuit breaker is not closed, waits do not count
 * and no webhook exceeds the maximum age.
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
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		exchange.setVariable(Failure.VARIABLE, FailureSentence.describe(cause));
		exchange.setVariable(Retry.VARIABLE, isRefusedForGood(cause) ? null : retry(exchange, cause));
	}

	/** Whether a receiver other than Fuse rejected it permanently. */
	private static boolean isRefusedForGood(Throwable cause) {
		return cause instanceof HttpOperationFailedException refusal
				&& !FailureClass.ofOtherReceiver(refusal.getStatusCode()).isHealing();
	}

	private Retry retry(Exchange exchange, Throwable cause) {
		StoredWebhook webhook = StoreEndpoint.claim(exchange).webhook();
		boolean counts = this.breaker.isClosed() || !webhook.queue().equals(Queues.INBOX);
		Duration left = this.settings.maxAge().minusMillis(counts ? webhook.waitedMs() : 0);
		if (left.isNegative() || left.isZero()) {
			return null;
		}
		Duration asked = (cause instanceof SyncFailedException failure) ? failure.getRetryAfter() : null;
		Duration delay = this.schedule.delay(webhook.retries(), asked, left);
		return new Retry(delay, counts, asked == null);
	}

}
