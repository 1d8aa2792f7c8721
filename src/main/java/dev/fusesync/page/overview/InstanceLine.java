package dev.fusesync.page.overview;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Times.Moment;

/**
 * An instance.
 *
 * @param here whether it made this page
 * @param breaker closed, open, half-open or stopped
 * @param tone the colour of that; the word is always there
 * @param since since when it is open
 * @param nextAttempt when it tries again
 */
record InstanceLine(String name, boolean here, String version, Moment started, Moment heartbeat, String buckets,
		String breaker, String tone, String reason, Moment since, Moment nextAttempt) {

	static InstanceLine of(Fields instance) {
		Fields breaker = instance.of("breaker");
		String name = instance.text("name");
		return new InstanceLine((name != null) ? name : "instance " + instance.text("number"), instance.flag("here"),
				instance.text("version"), instance.time("started"), instance.time("heartbeat"),
				instance.text("buckets"), breaker.text("state"),
				"closed".equals(breaker.raw("state")) ? "good" : "warn", breaker.text("reason"), breaker.time("since"),
				breaker.time("nextAttempt"));
	}

}
