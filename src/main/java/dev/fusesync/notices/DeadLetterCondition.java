package dev.fusesync.notices;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Store;

import org.springframework.stereotype.Component;

/**
 * The first dead letter of a cause and, at most once an hour, how many have followed. The
 * database is asked only if the counts of the store have changed.
 */
@Component
class DeadLetterCondition implements Condition {

	private final Counts counts;

	private final DeadLetterCauses causes;

	/** Those that are there and that have come, for which {@link #present} is right. */
	private Object seen;

	private Map<String, Present> present = Map.of();

	DeadLetterCondition(Store store, DeadLetterCauses causes) {
		this.counts = store.counts();
		this.causes = causes;
	}

	@Override
	public String kind() {
		return "dead-letters";
	}

	@Override
	public Map<String, Present> present() {
		Map<String, Long> byClass = this.counts.deadLetters();
		Object now = List.of(byClass, byClass.keySet().stream().mapToDouble(this.counts::deadLettered).sum());
		if (!now.equals(this.seen)) {
			Map<String, Present> found = new LinkedHashMap<>();
			this.causes.causes().forEach((cause) -> found.put(cause.key(), new Present(cause.text(), cause.count())));
			this.present = found;
			this.seen = now;
		}
		return this.present;
	}

	/** A person has decided, and knows it. */
	@Override
	public String over(String subject) {
		return null;
	}

	@Override
	public Duration interval() {
		return Duration.ofSeconds(10);
	}

	@Override
	public boolean isOfAllInstances() {
		return true;
	}

	@Override
	public boolean isKnownAtStart() {
		return true;
	}

}
