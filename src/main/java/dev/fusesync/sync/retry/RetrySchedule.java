package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** How long a webhook waits before it is tried again. */
final class RetrySchedule {

	/**
	 * Waits differ by a fifth either way, so that what failed together does not come back
	 * together.
	 */
	private static final double JITTER = 0.2;

	/** An endpoint that named a time is never asked sooner, and at most a tenth later. */
	private static final double LATER = 0.1;

	/** An endpoint that asks for no wait at all is not called in a hot loop. */
	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private final RetrySettings settings;

	private final RandomGenerator random;

	RetrySchedule(RetrySettings settings, RandomGenerator random) {
		this.settings = settings;
		this.random = random;
	}

	/**
	 * The wait after so many earlier waits, never beyond what is left of the webhook's
	 * time.
	 * @param retries how often the webhook has waited before
	 * @param retryAfter what the endpoint asked for, or null
	 * @param left the time until the webhook is too old
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

	private Duration bounded(Duration retryAfter) {
		Duration longest = this.settings.longestRetryAfter();
		Duration asked = (retryAfter.compareTo(longest) < 0) ? retryAfter : longest;
		return (asked.compareTo(SHORTEST) > 0) ? asked : SHORTEST;
	}

	private static Duration scaled(Duration delay, double factor) {
		return Duration.ofMillis(Math.round(delay.toMillis() * factor));
	}

}
