package dev.fusesync.sync.breaker;

import java.time.temporal.ChronoUnit;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * The health component {@code dispatch}: "PAUSED", with reason and time, while no webhook
 * is synced. Webhooks can still be received, so neither readiness nor liveness depends on
 * it.
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
		this.pause.stopped().ifPresent((stopped) -> health.status("PAUSED").withDetail("stopped", stopped));
		this.pause.opened()
			.ifPresent((opened) -> health.status("PAUSED")
				.withDetail("reason", opened.by().reason())
				.withDetail("since", opened.since().truncatedTo(ChronoUnit.SECONDS))
				.withDetail("halfOpenAt", opened.halfOpenAt().truncatedTo(ChronoUnit.SECONDS)));
	}

}
