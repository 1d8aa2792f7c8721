package dev.fusesync.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/**
 * The settings that begin with {@code fuse.}, from the metadata that Spring Boot's
 * annotation processor writes and from the settings in the jar, and the environment
 * variables that these refer to.
 */
public final class KnownSettings {

	private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{(FUSE_[A-Z_]+)");

	/** Names as in the files. */
	private final Set<String> names = new TreeSet<>();

	private final Set<String> deprecated = new TreeSet<>();

	private final Set<String> variables = new TreeSet<>();

	/** Maps and lists, whose names are continued with a key or an index. */
	private final List<String> open = new ArrayList<>();

	public KnownSettings() {
		try (InputStream metadata = KnownSettings.class.getResourceAsStream(METADATA)) {
			new JsonMapper().readTree(metadata).path("properties").forEach(this::add);
			for (String file : JarSettings.FILES) {
				add(PropertiesLoaderUtils.loadProperties(new ClassPathResource(file)));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void add(JsonNode property) {
		String name = property.path("name").asText();
		if (name.startsWith("fuse.")) {
			this.names.add(name);
			if (property.has("deprecation")) {
				this.deprecated.add(name);
			}
			if (property.path("type").asText().matches("java\\.util\\.(Map|List|Set)<.*")) {
				this.open.add(name);
			}
		}
	}

	private void add(Properties file) {
		file.stringPropertyNames().stream().filter((name) -> name.startsWith("fuse.sandbox.")).forEach(this.names::add);
		file.values().forEach((value) -> {
			Matcher variable = VARIABLE.matcher(value.toString());
			while (variable.find()) {
				this.variables.add(variable.group(1));
			}
		});
	}

	/** The names that begin with {@code fuse.}. */
	public Set<String> names() {
		return this.names;
	}

	public boolean isDeprecated(String name) {
		return this.deprecated.contains(name);
	}

	/** Whether a name of a file, a system property or an argument is known. */
	public boolean contains(String name) {
		ConfigurationPropertyName adapted = ConfigurationPropertyName.adapt(name, '.');
		return this.variables.contains(name)
				|| this.names.stream().anyMatch((known) -> ConfigurationPropertyName.of(known).equals(adapted))
				|| this.open.stream().anyMatch((known) -> ConfigurationPropertyName.of(known).isAncestorOf(adapted));
	}

	/** Whether an environment variable is known; underscores separate words there. */
	boolean containsVariable(String variable) {
		String plain = plain(variable);
		return this.variables.contains(variable) || this.names.stream().anyMatch((known) -> plain(known).equals(plain))
				|| this.open.stream().anyMatch((known) -> plain.startsWith(plain(known)));
	}

	/** A sentence about a name that is not known. */
	String fault(String name) {
		return name + " is not a setting." + Suggestion.of(name.toLowerCase(Locale.ROOT).replace('_', '.'), this.names);
	}

	private static String plain(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}
