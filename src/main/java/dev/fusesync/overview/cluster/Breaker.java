package dev.fusesync.overview.cluster;

import java.time.Instant;
import java.util.Map;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthComponent;

/**
 * Whether an instance syncs webhooks, as its health component {@code dispatch} says.
 *
 * @param state closed, open, half-open, or stopped if a route does not run
 * @param reason why it is not closed, as a sentence; null if it is
 * @param since when it opened; null unless it is open or half-open
 * @param nextAttempt when a single webhook is tried; null unless it is open
 */
public record Breaker(String state, String reason, Instant since, Instant nextAttempt) {

	private static final String CLOSED = "closed";

	private static final String HALF_OPEN = "half-open";

	private static final String STOPPED = "stopped";

	/** Whether webhooks are synced as usual. */
	public boolean syncs() {
		return this.state.equals(CLOSED);
	}

	/** Whether the next webhook tests if Fuse is back. */
	public boolean tests() {
		return this.state.equals(HALF_OPEN);
	}

	/** Whether a person has stopped a route that syncs. */
	public boolean waitsForARoute() {
		return this.state.equals(STOPPED);
	}

	/**
	 * Reads the health component.
	 * @param dispatch the component; null if health is switched off
	 */
	static Breaker of(HealthComponent dispatch, Instant now) {
		Map<String, Object> details = (dispatch instanceof Health health) ? health.getDetails() : Map.of();
		if (details.get("stopped") instanceof String stopped) {
			return new Breaker(STOPPED, stopped, null, null);
		}
		if (details.get("since") instanceof Instant since && details.get("halfOpenAt") instanceof Instant next) {
			boolean halfOpen = !now.isBefore(next);
			return new Breaker(halfOpen ? HALF_OPEN : "open", String.valueOf(details.get("reason")), since,
					halfOpen ? null : next);
		}
		return new Breaker(CLOSED, null, null, null);
	}

}
