package dev.fusesync.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;

/**
 * Loads the settings inside the jar, including its safeguards, even if
 * {@code spring.config.location} or {@code spring.config.name} is set, in which case
 * Spring Boot would read only the given files.
 */
class JarSettings implements EnvironmentPostProcessor, Ordered {

	private static final List<String> REPLACING = List.of("spring.config.location", "spring.config.name");

	static final List<String> FILES = List.of("defaults/application.properties", "application.properties");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (REPLACING.stream().anyMatch(environment::containsProperty)) {
			FILES.forEach((file) -> addLast(file, environment));
		}
	}

	private static void addLast(String file, ConfigurableEnvironment environment) {
		try {
			new PropertiesPropertySourceLoader().load("jar: " + file, new ClassPathResource(file))
				.forEach(environment.getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

}
