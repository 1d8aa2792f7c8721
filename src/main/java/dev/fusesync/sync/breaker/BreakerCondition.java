package dev.fusesync.sync.breaker;

import java.util.Locale;
import java.util.Map;

import dev.fusesync.notices.Condition;
import dev.fusesync.sync.breaker.CallOutcome.Kind;

import org.springframework.stereotype.Component;

/** The circuit breaker of this instance is open; the subject is why. */
@Component
class BreakerCondition implements Condition {

	private final DispatchPause pause;

	BreakerCondition(DispatchPause pause) {
		this.pause = pause;
	}

	@Override
	public String kind() {
		return "breaker";
	}

	@Override
	public Map<String, Present> present() {
		return this.pause.opened()
			.map((opened) -> Map.of(opened.by().kind().name().toLowerCase(Locale.ROOT),
					new Present("Nothing is synced, and webhooks wait: " + opened.by().reason()
							+ ((opened.by().kind() == Kind.REFUSED)
									? " Correct FUSE_API_KEY, FUSE_CLIENT_ID or FUSE_BASE_PATH." : ""))))
			.orElse(Map.of());
	}

	/** Nothing has ended if it is open for another reason now. */
	@Override
	public String over(String subject) {
		return this.pause.opened().isPresent() ? null : "Fuse is called again, and what waited is being synced.";
	}

}
