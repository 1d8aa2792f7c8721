package dev.fusesync.receive;

import java.util.Map;

import dev.fusesync.notices.Condition;

import org.springframework.stereotype.Component;

/** This instance answers webhooks with 503, also if none comes. */
@Component
class StoreCondition implements Condition {

	private final StoreGuard guard;

	StoreCondition(StoreGuard guard) {
		this.guard = guard;
	}

	@Override
	public String kind() {
		return "store";
	}

	@Override
	public Map<String, Present> present() {
		return this.guard.closed(StoreHealthIndicator.PATIENCE)
			.map((reason) -> Map.of("store",
					new Present("Webhooks are answered with 503: " + (reason.endsWith(".") ? reason : reason + "."))))
			.orElse(Map.of());
	}

	@Override
	public String over(String subject) {
		return "Webhooks are accepted again.";
	}

}
