package dev.fusesync.commands.unstarted;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** From where the values of variables come that sentences name. */
final class VariableOrigins {

	private final ConfigurableEnvironment environment;

	VariableOrigins(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/** From where a variable comes, or, if it is not set, which setting refers to it. */
	Optional<SettingPlace> of(String name) {
		if (this.environment.getSystemEnvironment().containsKey(name)) {
			return Optional.of(new SettingPlace("environment variable " + name, 0, 0));
		}
		return meanings(name).flatMap(this::places)
			.filter((place) -> place.line() > 0)
			.sorted(Comparator.comparing((place) -> place.file().startsWith(Origins.JAR)))
			.findFirst();
	}

	/**
	 * How a setting may be meant by a variable, as fuse.sync.base-path is by
	 * FUSE_BASE_PATH; the best first.
	 */
	private static Stream<BiPredicate<String, String>> meanings(String variable) {
		Pattern mention = Pattern.compile("\\$\\{" + Pattern.quote(variable) + "[:}]");
		String plain = plain(variable);
		Set<String> words = words(variable);
		return Stream.of((name, value) -> mention.matcher(value).find(), (name, value) -> plain(name).endsWith(plain),
				(name, value) -> name.startsWith("fuse.sync.") && plain(name).endsWith(plain.replaceFirst("^fuse", "")),
				(name, value) -> words(name).containsAll(words));
	}

	private Stream<SettingPlace> places(BiPredicate<String, String> meaning) {
		return this.environment.getPropertySources()
			.stream()
			.filter(EnumerablePropertySource.class::isInstance)
			.map((source) -> (EnumerablePropertySource<?>) source)
			.flatMap((source) -> Stream.of(source.getPropertyNames())
				.filter((name) -> meaning.test(name, String.valueOf(source.getProperty(name))))
				.map((name) -> OriginLookup.getOrigin(source, name)))
			.filter(Objects::nonNull)
			.map(Origins::place);
	}

	private static Set<String> words(String name) {
		return Set.copyOf(Arrays.asList(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")));
	}

	private static String plain(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}
