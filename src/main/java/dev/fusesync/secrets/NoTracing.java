package dev.fusesync.secrets;

import java.util.ArrayList;
import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Prevents the start if Camel's tracing or debugging of messages is on: both show every
 * header, including the credentials of a call, in the log or over JMX. Allowed only in
 * the sandbox, whose keys are not real.
 */
@Component
@Profile("!sandbox")
class NoTracing implements CamelContextConfiguration {

	@Override
	public void beforeApplicationStart(CamelContext camel) {
		List<String> faults = new ArrayList<>();
		if (camel.isTracing() || camel.isTracingStandby()) {
			faults.add("camel.main.tracing would log every header of every message, credentials among them.");
		}
		if (camel.isBacklogTracing() || camel.isBacklogTracingStandby()) {
			faults.add("camel.trace would show every header of every message over JMX, credentials among them.");
		}
		if (camel.isDebugging() || camel.isDebugStandby()) {
			faults.add("camel.debug would show every header of every message over JMX, credentials among them.");
		}
		if (!faults.isEmpty()) {
			throw new SettingsException(faults,
					"Switch it off, including its standby. It is allowed with the profile \"sandbox\" only.");
		}
	}

	@Override
	public void afterApplicationStart(CamelContext camel) {
		// Everything was checked before.
	}

}
