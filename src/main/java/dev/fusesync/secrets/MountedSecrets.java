package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.util.StringUtils;

/**
 * Replaces each secret of the mounted directory by {@code file:} and its path, so that it
 * is read at every use and can be replaced while the program runs. Spring Boot's config
 * tree is read once.
 */
class MountedSecrets implements EnvironmentPostProcessor, Ordered {

	private static final Pattern SECRET = Pattern
		.compile("fuse\\.sync\\.credentials\\..+|fuse\\.verification\\..+|spring\\.security\\.user\\.password|"
				+ "fuse\\.notices\\.url");

	private static final String KEY = "FUSE_API_KEY";

	private static final String PREVIOUS_KEY = "FUSE_API_KEY_PREVIOUS";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:{}]+)(:[^{}]*)?}");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		MutablePropertySources sources = environment.getPropertySources();
		Set<String> secrets = secrets(sources);
		boolean rolled = StringUtils.hasText(environment.getProperty(PREVIOUS_KEY));
		mounts(sources).toList()
			.forEach((mount) -> sources.addBefore(mount.getName(),
					new MapPropertySource("files of " + mount.getName(), files(mount, secrets, rolled))));
	}

	/** The settings that are secrets, and the variables that these consist of. */
	private static Set<String> secrets(MutablePropertySources sources) {
		Set<String> names = new HashSet<>();
		sources.stream()
			.filter(EnumerablePropertySource.class::isInstance)
			.map((source) -> (EnumerablePropertySource<?>) source)
			.forEach((source) -> Stream.of(source.getPropertyNames())
				.filter(SECRET.asMatchPredicate())
				.forEach((name) -> {
					names.add(name);
					Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(source.getProperty(name)));
					if (placeholder.matches()) {
						names.add(placeholder.group(1));
					}
				}));
		return names;
	}

	private static Map<String, Object> files(ConfigTreePropertySource mount, Set<String> secrets, boolean rolled) {
		Map<String, Object> files = Stream.of(mount.getPropertyNames())
			.filter(secrets::contains)
			.filter((name) -> isText(String.valueOf(mount.getProperty(name))) && file(mount, name).isPresent())
			.collect(Collectors.toMap(Function.identity(), (name) -> "file:" + file(mount, name).orElseThrow()));
		if (files.containsKey(KEY) && !rolled) {
			// A key is rolled while the program runs: the file of the previous one is
			// added then.
			file(mount, KEY)
				.ifPresent((key) -> files.put(PREVIOUS_KEY, "optional:file:" + key.resolveSibling(PREVIOUS_KEY)));
		}
		return files;
	}

	/** A blank file means "not set", and another one may refer to a file itself. */
	private static boolean isText(String value) {
		return !value.isBlank() && !value.startsWith("file:");
	}

	/** The mounted directories. */
	static Stream<ConfigTreePropertySource> mounts(MutablePropertySources sources) {
		return sources.stream()
			.filter(ConfigTreePropertySource.class::isInstance)
			.map(ConfigTreePropertySource.class::cast);
	}

	/** The file of a property. */
	static Optional<Path> file(ConfigTreePropertySource mount, String name) {
		try {
			return (mount.getOrigin(name) instanceof TextResourceOrigin origin)
					? Optional.of(origin.getResource().getFile().toPath().toAbsolutePath()) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 4;
	}

}
