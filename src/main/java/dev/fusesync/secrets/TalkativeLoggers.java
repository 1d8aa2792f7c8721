package dev.fusesync.secrets;

import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Loggers of libraries that log whole requests: credentials of calls to Fuse, logins,
 * webhooks' bodies. The settings in the jar keep them off even if the root logger is on,
 * and the program does not start if one of them is on.
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
					"Set it to OFF, which is the default. All other loggers may have any level.");
		}
	}

}
