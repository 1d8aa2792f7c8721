package dev.fusesync.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The variables that mean something to the program: those in the placeholders of its
 * settings, those of its aggregators, those of its script, and every setting in the
 * spelling of the environment.
 */
final class KnownVariables {

	private static final Set<String> NAMES = new TreeSet<>(
			Set.of("FUSE_SYNC_HOME", "FUSE_SYNC_CACHE", "FUSE_SYNC_HEAP", "JAVA_HOME", "JAVA_TOOL_OPTIONS"));

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):");

	private static final Pattern SETTING = Pattern.compile("(?m)^#?([a-z][a-z0-9.-]*)=(.*)$");

	static {
		try {
			String settings = Files.readString(Path.of("application.properties"));
			PLACEHOLDER.matcher(settings).results().forEach((found) -> NAMES.add(found.group(1)));
			SETTING.matcher(settings).results().forEach((found) -> add(found.group(1), found.group(2)));
			for (URL metadata : Collections.list(KnownVariables.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				for (JsonNode property : new ObjectMapper().readTree(metadata.openStream()).path("properties")) {
					add(property.path("name").asText(), "");
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private KnownVariables() {
	}

	static boolean contains(String variable) {
		return NAMES.contains(variable);
	}

	private static void add(String setting, String value) {
		NAMES.add(variable(setting));
		Matcher aggregator = Pattern.compile("fuse\\.sync\\.aggregators\\.(.+)").matcher(setting);
		if (aggregator.matches()) {
			for (String name : value.split("[,;]")) {
				NAMES.add(aggregator.group(1).replace('-', '_').toUpperCase(Locale.ROOT) + "_"
						+ name.replace('-', '_').toUpperCase(Locale.ROOT));
			}
		}
	}

	private static String variable(String setting) {
		return setting.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

}
