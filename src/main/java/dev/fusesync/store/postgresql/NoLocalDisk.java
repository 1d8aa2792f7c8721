package dev.fusesync.store.postgresql;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Leaves the disk of the data directory out of health and metrics, since on PostgreSQL
 * there is none.
 */
class NoLocalDisk implements EnvironmentPostProcessor, Ordered {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.getProperty("spring.datasource.url", "").isBlank()) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("postgresql", Map.of("management.health.diskspace.enabled", "false",
						"management.metrics.enable.disk", "false")));
		}
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

}
