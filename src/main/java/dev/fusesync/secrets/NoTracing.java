package dev.fusesync.secrets;

import java.util.ArrayList;
import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Stops the start if Camel would trace messages or let them be debugged: both show every
 * header, the credentials of a call among them, in the log or over JMX. Only the sandbox,
 * whose keys are made up, may be looked into that way.
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
					"Switch it off, also its standby. It may be used with the profile \"sandbox\".");
		}
	}

	@Override
	public void afterApplicationStart(CamelContext camel) {
		// What matters was asked before.
	}

}
