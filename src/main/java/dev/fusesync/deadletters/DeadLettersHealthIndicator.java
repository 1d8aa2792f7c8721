package dev.fusesync.deadletters;

import java.util.Map;
import java.util.TreeMap;

import dev.fusesync.store.Store;
import dev.fusesync.sync.failure.FailureClass;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * The part {@code deadLetters} of the program's health: how many of each class wait for a
 * person, who is told so by the status "ATTENTION". Those whose connection is gone wait
 * for nobody.
 */
@Component
class DeadLettersHealthIndicator extends AbstractHealthIndicator {

	private static final String QUIET = FailureClass.FINISHED.label();

	private final Store store;

	DeadLettersHealthIndicator(Store store) {
		this.store = store;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		Map<String, Long> counts = new TreeMap<>(this.store.counts().deadLetters());
		counts.values().removeIf((count) -> count == 0);
		boolean quiet = counts.keySet().stream().allMatch(QUIET::equals);
		health.status(quiet ? "UP" : "ATTENTION").withDetails(counts);
	}

}
