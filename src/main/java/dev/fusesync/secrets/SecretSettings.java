package dev.fusesync.secrets;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** Which settings are secrets, and how a text is shown without them. */
public final class SecretSettings {

	private static final String MASK = "******";

	private static final Pattern ALWAYS = Pattern.compile("(?i)(fuse[._]sync[._]credentials|fuse[._]verification).*");

	private static final Pattern NAME = Pattern.compile("(?i).*(password|passphrase|passwd|secret|token|credential|"
			+ "(api|private|access|signing|app|consumer|account|shared|auth)[-_.]?key|connection[-_.]?string|"
			+ "jaas[-_.]?config|(webhook|notices)[-_.]?url|spring[._]application[._]json).*");

	private static final Pattern NO_SECRET = Pattern
		.compile("(?i)fuse[._]sync[._]aggregators.*|.*secrets[-_.]directory|.*[-_.](file|path|location)");

	/** Shorter ones may be words of a sentence. */
	private static final int SHORTEST = 6;

	private final ConfigurableEnvironment environment;

	private final List<String> texts;

	public SecretSettings(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.texts = environment.getPropertySources()
			.stream()
			.filter(EnumerablePropertySource.class::isInstance)
			.map((source) -> (EnumerablePropertySource<?>) source)
			.flatMap((source) -> Arrays.stream(source.getPropertyNames())
				.filter((name) -> source instanceof ConfigTreePropertySource || contains(name))
				.map((name) -> String.valueOf(source.getProperty(name))))
			.flatMap((value) -> Stream.concat(Stream.of(value), text(value)))
			.filter((text) -> text.length() >= SHORTEST && !Secret.valueOf(text).namesFile())
			.distinct()
			.sorted(Comparator.comparingInt(String::length).reversed())
			.toList();
	}

	/** Whether a setting or a variable is a secret, by its name. */
	public static boolean contains(String name) {
		return ALWAYS.matcher(name).matches() || NAME.matcher(name).matches() && !NO_SECRET.matcher(name).matches();
	}

	/** What a value refers to: a file or another setting. */
	private Stream<String> text(String value) {
		try {
			String resolved = this.environment.resolvePlaceholders(value);
			Secret secret = Secret.valueOf(resolved);
			return Stream.of(resolved, (secret.isSet() && secret.fault().isEmpty()) ? secret.text() : "");
		}
		catch (IllegalArgumentException ex) {
			return Stream.empty();
		}
	}

	/**
	 * The value of a setting for people to see; the path of a file with a secret is
	 * shown.
	 */
	public String shown(String name, String value) {
		boolean hidden = contains(name) && !value.isBlank() && !Secret.valueOf(value).namesFile();
		return hidden ? MASK : mask(value);
	}

	/** The text without any secret in it. */
	public String mask(String text) {
		String masked = text.replaceAll("(?i)(password=)[^&\\s]*", "$1" + MASK)
			.replaceAll("(://[^/\\s:@]*:)[^/\\s@]*@", "$1" + MASK + "@");
		for (String secret : this.texts) {
			masked = masked.replace(secret, MASK);
		}
		return masked;
	}

}
