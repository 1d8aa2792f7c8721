package dev.fusesync.deadletters;

import java.util.Map;
import java.util.TreeMap;

import dev.fusesync.store.Store;
import dev.fusesync.sync.failure.FailureClass;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * The health component {@code deadLetters}: the number of dead letters per class. The
 * status is "ATTENTION" while some wait for a decision; those of class {@code finished},
 * whose connection is gone, and superseded ones do not count.
 */
@Component
class DeadLettersHealthIndicator extends AbstractHealthIndicator {

	private static final String QUIET = FailureClass.FINISHED.value();

	private static final String SUPERSEDED = "superseded";

	private final Store store;

	DeadLettersHealthIndicator(Store store) {
		this.store = store;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		Map<String, Long> counts = new TreeMap<>(this.store.counts().deadLetters());
		counts.values().removeIf((count) -> count == 0);
		boolean quiet = counts.keySet().stream().allMatch(QUIET::equals);
		if (this.store.counts().superseded() > 0) {
			counts.put(SUPERSEDED, this.store.counts().superseded());
		}
		health.status(quiet ? "UP" : "ATTENTION").withDetails(counts);
	}

}
