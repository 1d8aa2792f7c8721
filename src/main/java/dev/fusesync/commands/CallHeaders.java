package dev.fusesync.commands;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The names of the credential headers that the settings have Fuse called with. */
final class CallHeaders {

	private static final String CREDENTIALS = "fuse.sync.credentials.";

	private static final String AGGREGATORS = "fuse.sync.aggregators.";

	private CallHeaders() {
	}

	static List<String> of(LocalSettings settings) {
		Set<String> headers = new TreeSet<>();
		settings.names(CREDENTIALS)
			.stream()
			.filter((name) -> !settings.get(name).isBlank())
			.forEach((name) -> headers.add(name.substring(CREDENTIALS.length())));
		settings.names(AGGREGATORS)
			.forEach((name) -> Stream.of(settings.get(name).split("[,;]"))
				.map((credential) -> name.substring(AGGREGATORS.length()) + "-" + credential.strip())
				.filter((header) -> !settings.get(variable(header)).isBlank())
				.forEach(headers::add));
		return List.copyOf(headers);
	}

	private static String variable(String header) {
		return header.toUpperCase(Locale.ROOT).replace('-', '_');
	}

}
