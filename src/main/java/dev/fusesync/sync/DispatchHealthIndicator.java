package dev.fusesync.sync;

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
		this.pause.parked()
			.ifPresent((parked) -> health.status("PAUSED")
				.withDetail("reason", parked.by().reason())
				.withDetail("since", parked.since().truncatedTo(ChronoUnit.SECONDS))
				.withDetail("nextProbe", parked.nextProbe().truncatedTo(ChronoUnit.SECONDS)));
	}

}
