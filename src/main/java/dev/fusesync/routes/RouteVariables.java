package dev.fusesync.routes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.fusesync.routes.files.Place;
import dev.fusesync.routes.files.RouteFiles;
import dev.fusesync.settings.Suggestion;

/** Variables that routes read in the language Simple although nothing sets them. */
final class RouteVariables {

	/** Those that fuse-sync sets. */
	static final Set<String> SET = Set.of("attempts", "connection", "count", "environment", "failure", "id", "instance",
			"json", "kind", "queue", "received", "redeliverable", "request-id", "retry", "retry-after", "sentence",
			"signature", "since", "source", "state", "status", "subject", "took", "type", "verified-by", "webhook");

	private static final Pattern READ = Pattern.compile("\\$\\{variable\\.([A-Za-z0-9_-]+)(?![A-Za-z0-9_:-])");

	/** Any step may set one by its name. */
	private static final Pattern NAME = Pattern.compile("\\b(?:name|variableReceive): *[\"']?([A-Za-z0-9_-]+)");

	private RouteVariables() {
	}

	static List<RouteFinding> unset(Collection<Path> files) throws IOException {
		Set<String> known = new TreeSet<>(SET);
		for (Path file : files) {
			NAME.matcher(RouteFiles.text(file)).results().forEach((name) -> known.add(name.group(1)));
		}
		List<RouteFinding> findings = new ArrayList<>();
		for (Path file : files) {
			List<String> lines = RouteFiles.text(file).lines().toList();
			for (int i = 0; i < lines.size(); i++) {
				Matcher read = READ.matcher(lines.get(i));
				while (read.find()) {
					if (!known.contains(read.group(1))) {
						findings.add(finding(new Place(file, i + 1, read.start(1) + 1), read.group(1), known));
					}
				}
			}
		}
		return findings;
	}

	private static RouteFinding finding(Place place, String name, Set<String> known) {
		return new RouteFinding(List.of(place),
				"Nothing sets the variable %s.%s".formatted(name, Suggestion.of(name, known)),
				"Correct its name, or set it in a step before. The page architecture.md lists the variables.");
	}

}
