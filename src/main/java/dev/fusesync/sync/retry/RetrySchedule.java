package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Computes the delay before a webhook is retried. */
final class RetrySchedule {

	/**
	 * Random variation of delays by a fifth either way, so that webhooks that failed
	 * together are not retried together.
	 */
	private static final double JITTER = 0.2;

	/** A {@code Retry-After} is never shortened, and extended by at most a tenth. */
	private static final double LATER = 0.1;

	/** Minimum delay, so that a {@code Retry-After} of 0 does not cause a busy loop. */
	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private final RetrySettings settings;

	private final RandomGenerator random;

	RetrySchedule(RetrySettings settings, RandomGenerator random) {
		this.settings = settings;
		this.random = random;
	}

	/**
	 * Returns the delay before the next retry, limited to the remaining time of the
	 * webhook.
	 * @param retries number of earlier retries
	 * @param retryAfter the receiver's {@code Retry-After}, or null
	 * @param left the remaining time until the webhook reaches the maximum age
	 */
	Duration delay(int retries, Duration retryAfter, Duration left) {
		Duration delay = (retryAfter != null) ? scaled(bounded(retryAfter), 1 + LATER * this.random.nextDouble())
				: scaled(nominal(retries), 1 - JITTER + 2 * JITTER * this.random.nextDouble());
		return (delay.compareTo(left) < 0) ? delay : left;
	}

	private Duration nominal(int retries) {
		List<Duration> delays = this.settings.delays();
		return delays.get(Math.min(retries, delays.size() - 1));
	}

	private static Duration bounded(Duration retryAfter) {
		return (retryAfter.compareTo(SHORTEST) > 0) ? retryAfter : SHORTEST;
	}

	private static Duration scaled(Duration delay, double factor) {
		return Duration.ofMillis(Math.round(delay.toMillis() * factor));
	}

}
