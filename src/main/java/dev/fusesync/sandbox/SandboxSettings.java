package dev.fusesync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

/**
 * Gives the settings of the profile {@code sandbox} precedence over all files: Spring
 * Boot would rank the profile's file in the jar below the application.properties outside
 * it, and the sandbox would use the real data directory and real keys.
 */
class SandboxSettings implements EnvironmentPostProcessor, Ordered {

	private static final String FILE = "sandbox/sandbox.properties";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.matchesProfiles("sandbox")) {
			add(environment);
		}
	}

	private static void add(ConfigurableEnvironment environment) {
		try {
			new PropertiesPropertySourceLoader().load(FILE, new ClassPathResource(FILE))
				.forEach((settings) -> environment.getPropertySources()
					.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, settings));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 2;
	}

}
