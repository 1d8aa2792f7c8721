package dev.fusesync.sync.breaker;

import java.time.temporal.ChronoUnit;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * The part {@code dispatch} of the program's health: "PAUSED", with why and since when,
 * while no webhook is synced. That is no reason to send webhooks elsewhere, so neither
 * readiness nor liveness depends on it.
 */
@Component
class DispatchHealthIndicator extends AbstractHealthIndicator {

	private final DispatchPause pause;

	DispatchHealthIndicator(DispatchPause pause) {
		this.pause = pause;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		health.up();
		if (this.pause.isStopped()) {
			health.status("PAUSED")
				.withDetail("stopped", "The route dispatch is stopped. Start it, in Hawtio for example.");
		}
		this.pause.opened()
			.ifPresent((opened) -> health.status("PAUSED")
				.withDetail("reason", opened.by().reason())
				.withDetail("since", opened.since().truncatedTo(ChronoUnit.SECONDS))
				.withDetail("halfOpenAt", opened.halfOpenAt().truncatedTo(ChronoUnit.SECONDS)));
	}

}
