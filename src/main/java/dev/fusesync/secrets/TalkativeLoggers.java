package dev.fusesync.secrets;

import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The loggers of libraries that write out whole requests: credentials on the way to Fuse,
 * logins, webhooks' bodies. The settings in the jar keep them off even where everything
 * else is logged, and the program does not start if one of them is on.
 */
@Component
class TalkativeLoggers {

	static final List<String> NAMES = List.of("org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.wire",
			"org.apache.coyote.http11.Http11InputBuffer");

	TalkativeLoggers() {
		List<String> faults = NAMES.stream()
			.filter((name) -> LoggerFactory.getLogger(name).isDebugEnabled())
			.map((name) -> "logging.level." + name + " would log credentials and webhooks' bodies.")
			.toList();
		if (!faults.isEmpty()) {
			throw new SettingsException(faults,
					"Set it to OFF, which it is unless you set it. Everything else may be logged at any level.");
		}
	}

}
