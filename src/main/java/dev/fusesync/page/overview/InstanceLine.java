package dev.fusesync.page.overview;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Times.Moment;

/**
 * An instance.
 *
 * @param here whether it made this page
 * @param breaker closed, open, half-open, stopped or unknown
 * @param tone the colour of that; the word is always there
 * @param since since when it is open
 * @param nextAttempt when it tries again
 */
record InstanceLine(String name, boolean here, String version, Moment started, Moment heartbeat, String breaker,
		String tone, String reason, Moment since, Moment nextAttempt) {

	static final String CLOSED = "closed";

	static InstanceLine of(Fields instance) {
		Fields breaker = instance.of("breaker");
		String name = instance.text("name");
		String state = (breaker.text("state") != null) ? breaker.text("state") : "unknown";
		return new InstanceLine((name != null) ? name : "instance " + instance.text("number"), instance.flag("here"),
				instance.text("version"), instance.time("started"), instance.time("heartbeat"), state, tone(state),
				breaker.text("reason"), breaker.time("since"), breaker.time("nextAttempt"));
	}

	private static String tone(String breaker) {
		return breaker.equals("unknown") ? "none" : breaker.equals(CLOSED) ? "good" : "warn";
	}

}
