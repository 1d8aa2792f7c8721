package dev.fusesync.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A unit file of ours, as systemd reads it.
 *
 * @param text its text
 * @param instance what stands for {@code %i} in a template
 */
record SystemdUnit(String text, String instance) {

	static final Path PLAIN = Path.of("src/main/systemd/fuse-sync.service");

	static final Path TEMPLATE = Path.of("src/main/systemd/fuse-sync@.service");

	static SystemdUnit read(Path file, String instance) throws IOException {
		return new SystemdUnit(Files.readString(file), instance);
	}

	/** The values of a setting, with specifiers replaced. */
	List<String> all(String setting) {
		return this.text.lines()
			.filter((line) -> line.startsWith(setting + "="))
			.map((line) -> expanded(line.substring(setting.length() + 1)))
			.toList();
	}

	/** The value of a setting that stands there once. */
	String one(String setting) {
		List<String> values = all(setting);
		if (values.size() != 1) {
			throw new IllegalArgumentException(setting + " stands there " + values.size() + " times");
		}
		return values.get(0);
	}

	int seconds(String setting) {
		return Integer.parseInt(one(setting).replaceFirst("s$", ""));
	}

	/** The variables that it gives the program, without those of its file. */
	Map<String, String> environment() {
		return pairs("Environment", "=");
	}

	/** The files of the credentials, by their names. */
	Map<String, String> credentials() {
		return pairs("LoadCredential", ":");
	}

	private Map<String, String> pairs(String setting, String separator) {
		Map<String, String> pairs = new LinkedHashMap<>();
		all(setting).stream()
			.map((pair) -> pair.split(separator, 2))
			.forEach((pair) -> Optional.ofNullable(pairs.put(pair[0], pair[1])).ifPresent((twice) -> {
				throw new IllegalArgumentException(pair[0] + " stands there twice");
			}));
		return pairs;
	}

	/** Where systemd puts the credentials of this unit. */
	String credentialsDirectory() {
		return "/run/credentials/fuse-sync" + (this.instance.isEmpty() ? "" : "@" + this.instance) + ".service";
	}

	private String expanded(String value) {
		String expanded = value.replace("%i", this.instance)
			.replace("%S", "/var/lib")
			.replace("%d", credentialsDirectory());
		if (expanded.contains("%")) {
			throw new IllegalArgumentException("Teach this test the specifier in " + value);
		}
		return expanded;
	}

}
