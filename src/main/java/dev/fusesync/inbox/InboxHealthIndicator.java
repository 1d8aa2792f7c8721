package dev.fusesync.inbox;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * The part {@code inbox} of the program's health: down, with a sentence, while no webhook
 * can be stored. Readiness depends on it, liveness does not: it heals by itself.
 */
@Component
class InboxHealthIndicator extends AbstractHealthIndicator {

	private final InboxGuard guard;

	InboxHealthIndicator(InboxGuard guard) {
		this.guard = guard;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		String closed = this.guard.closed();
		if (closed == null) {
			health.up();
		}
		else {
			health.down().withDetail("reason", closed);
		}
	}

}
