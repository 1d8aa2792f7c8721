package dev.fusesync.inbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.settings.SettingsException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * With {@code spring.artemis.mode=native} no broker runs in this program. Spring Boot
 * would start one all the same unless a second setting forbids it, and the disk that
 * health and metrics look at would be that of a data directory that there is not.
 */
class BrokerElsewhere implements EnvironmentPostProcessor {

	static final String MODE = "spring.artemis.mode";

	static final String NATIVE = "native";

	private static final String DATA = "spring.artemis.embedded.data-directory";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		boolean elsewhere = NATIVE.equalsIgnoreCase(environment.getProperty(MODE));
		boolean named = StringUtils.hasText(environment.getProperty("spring.artemis.broker-url"));
		if (elsewhere != named) {
			throw new SettingsException(
					List.of(named ? "SPRING_ARTEMIS_BROKERURL names a broker, but SPRING_ARTEMIS_MODE is not native."
							: "SPRING_ARTEMIS_MODE is native, but SPRING_ARTEMIS_BROKERURL is not set."),
					"Set both for a broker elsewhere, as described in scaling.md, and neither for the one in this program.");
		}
		if (elsewhere) {
			environment.getPropertySources().addFirst(new MapPropertySource("broker-elsewhere", settings(environment)));
		}
	}

	private static Map<String, Object> settings(Environment environment) {
		Map<String, Object> settings = new HashMap<>(Map.of("spring.artemis.embedded.enabled", false));
		for (String disk : List.of("management.health.diskspace.path", "management.metrics.system.diskspace.paths")) {
			if (environment.getProperty(DATA, "data").equals(environment.getProperty(disk))) {
				settings.put(disk, ".");
			}
		}
		return settings;
	}

}
