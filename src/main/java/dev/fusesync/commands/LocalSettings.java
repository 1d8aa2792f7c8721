package dev.fusesync.commands;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.fusesync.secrets.Secret;

/**
 * The settings that the program would start with, as far as commands need them, without
 * Spring: the environment, the directory of mounted secrets, application.properties in
 * the working directory and in {@code config} there, and the defaults in the jar.
 */
final class LocalSettings {

	private final Map<String, String> environment = System.getenv();

	private final List<Properties> files = new ArrayList<>();

	LocalSettings(boolean sandbox) {
		if (sandbox || List.of(this.environment.getOrDefault("SPRING_PROFILES_ACTIVE", "").split("\\s*,\\s*"))
			.contains("sandbox")) {
			addFromJar("sandbox/sandbox.properties");
		}
		Stream.of("config/application.properties", "application.properties").map(Path::of).forEach(this::add);
		addFromJar("defaults/application.properties");
		addFromJar("application.properties");
	}

	private void add(Path file) {
		if (Files.exists(file)) {
			try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
				load(reader);
			}
			catch (IOException | IllegalArgumentException ex) {
				throw CommandFailure.usage(file + " cannot be read.");
			}
		}
	}

	private void addFromJar(String file) {
		try (InputStream in = LocalSettings.class.getResourceAsStream("/" + file)) {
			load(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			throw new IllegalStateException(file + " is in the jar", ex);
		}
	}

	private void load(Reader reader) throws IOException {
		Properties properties = new Properties();
		properties.load(reader);
		this.files.add(properties);
	}

	/** The names in the files that begin with a prefix, such as those of a map. */
	Set<String> names(String prefix) {
		Set<String> names = new TreeSet<>();
		this.files.forEach((file) -> file.stringPropertyNames()
			.stream()
			.filter((name) -> name.startsWith(prefix))
			.forEach(names::add));
		return names;
	}

	/** The value with its placeholders replaced; empty if there is none. */
	String get(String name) {
		String value = find(name);
		return (value != null) ? resolve(value) : "";
	}

	private String find(String name) {
		String variable = name.replace(".", "_").replace("-", "").toUpperCase(Locale.ROOT);
		Path mounted = Path.of(this.environment.getOrDefault("FUSE_SECRETS_DIRECTORY", "/run/secrets"), name);
		if (this.environment.containsKey(name) || this.environment.containsKey(variable)) {
			return this.environment.getOrDefault(name, this.environment.get(variable));
		}
		if (Files.isRegularFile(mounted)) {
			return Secret.valueOf("optional:file:" + mounted).isSet() ? "file:" + mounted : "";
		}
		return this.files.stream()
			.map((file) -> file.getProperty(name))
			.filter((value) -> value != null)
			.findFirst()
			.orElse(null);
	}

	/** Replaces each <code>${name:default}</code>, also one in another's default. */
	private String resolve(String value) {
		int from = value.indexOf("${");
		if (from < 0) {
			return value;
		}
		int to = end(value, from);
		String[] placeholder = value.substring(from + 2, to).split(":", 2);
		String found = find(placeholder[0]);
		String replacement = (found != null) ? found : (placeholder.length > 1) ? placeholder[1] : "";
		return value.substring(0, from) + resolve(replacement)
				+ resolve(value.substring(Math.min(to + 1, value.length())));
	}

	private static int end(String value, int from) {
		int depth = 0;
		for (int i = from; i < value.length(); i++) {
			depth += (value.charAt(i) == '{') ? 1 : (value.charAt(i) == '}') ? -1 : 0;
			if (value.charAt(i) == '}' && depth == 0) {
				return i;
			}
		}
		return value.length();
	}

}
