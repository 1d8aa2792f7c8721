package dev.fusesync.receive;

import java.time.Duration;
import java.util.Optional;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * The health component {@code store}: down, with a sentence, while no webhook can be
 * stored. Readiness depends on it, liveness does not, since it recovers without a
 * restart.
 */
@Component
class StoreHealthIndicator extends AbstractHealthIndicator {

	/**
	 * Shorter stalls cause a few 503s, but should not make a load balancer redirect
	 * webhooks.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(3);

	private final StoreGuard guard;

	StoreHealthIndicator(StoreGuard guard) {
		this.guard = guard;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		Optional<String> closed = this.guard.closed(PATIENCE);
		if (closed.isEmpty()) {
			health.up();
		}
		else {
			health.down().withDetail("reason", closed.get());
		}
	}

}
