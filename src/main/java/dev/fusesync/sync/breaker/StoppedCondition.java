package dev.fusesync.sync.breaker;

import java.util.Map;

import dev.fusesync.notices.Condition;

import org.springframework.stereotype.Component;

/** A route of this instance that syncs does not run. */
@Component
class StoppedCondition implements Condition {

	private final DispatchPause pause;

	StoppedCondition(DispatchPause pause) {
		this.pause = pause;
	}

	@Override
	public String kind() {
		return "route-stopped";
	}

	@Override
	public Map<String, Present> present() {
		return this.pause.stopped()
			.map((sentence) -> Map.of("dispatch", new Present("Nothing is synced: " + sentence)))
			.orElse(Map.of());
	}

	@Override
	public String over(String subject) {
		return "All routes that sync run again.";
	}

}
