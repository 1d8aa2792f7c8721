package dev.fusesync.settings;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Prevents the start if a setting that begins with {@code fuse.} does not exist, since a
 * misspelt one would be ignored. Spring Boot's {@code ignoreUnknownFields} does not fit,
 * since two records share a prefix. See {@link UnknownVariables} for the environment.
 */
class UnknownSettings implements EnvironmentPostProcessor, Ordered {

	private static final Predicate<String> OURS = Pattern.compile("(?i)fuse[._].+").asMatchPredicate();

	private final KnownSettings known = new KnownSettings();

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		List<String> faults = names(environment, (source) -> !(source instanceof SystemEnvironmentPropertySource))
			.filter((name) -> !this.known.contains(name))
			.map(this.known::fault)
			.toList();
		if (!faults.isEmpty()) {
			throw new SettingsException(faults,
					"Correct or remove it, in application.properties or on the command line, and start again.");
		}
	}

	/** The names of ours in property sources of that kind. */
	static Stream<String> names(ConfigurableEnvironment environment, Predicate<PropertySource<?>> which) {
		return environment.getPropertySources()
			.stream()
			.filter(which)
			.filter(EnumerablePropertySource.class::isInstance)
			.flatMap((source) -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
			.filter(OURS)
			.distinct()
			.sorted();
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 10;
	}

}
