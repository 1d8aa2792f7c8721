package dev.fusesync.page.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;
import dev.fusesync.webhook.Shown;

/**
 * A part of health.
 *
 * @param name as health has it
 * @param about what it says, in words; null if only the name is known
 * @param status how it is
 * @param help where the documents say what to do; null if it is well, or they do not
 * @param details what health tells of it
 */
record Part(String name, String about, Status status, String help, List<Detail> details) {

	private static final String COMPONENTS = "components";

	private static final Map<String, String> ABOUT = Map.of("store", "Whether webhooks are accepted", "receive",
			"Whether a running route takes webhooks", "dispatch", "Whether webhooks are synced", "credentials",
			"What Fuse said of each aggregator's credentials at the last call", "deadLetters",
			"Webhooks that wait for a person, by failure class", "diskSpace", "The disk of the data directory",
			"camelHealth", "Whether the route receive runs", "db", "The database", "ping",
			"Whether the program answers", "ssl", "The certificates of this program's own ports");

	/** Headings of operating.md. */
	private static final Map<String, String> HELP = Map.of("store", "store-and-disk", "receive", "your-routes",
			"camelHealth", "your-routes", "dispatch", "fuse", "credentials", "an-aggregators-credentials-are-refused",
			"deadLetters", "dead-letters", "diskSpace", "the-disk-is-full");

	/** All parts, those that are not well first, the others by their names. */
	static List<Part> of(Fields health) {
		List<Part> parts = new ArrayList<>();
		collect("", health, parts);
		parts.sort(Comparator.comparing((Part part) -> part.status().rank()).thenComparing(Part::name));
		return parts;
	}

	private static void collect(String prefix, Fields health, List<Part> parts) {
		for (Map.Entry<String, Fields> one : health.entries(COMPONENTS)) {
			String name = prefix + one.getKey();
			if (one.getValue().json().has(COMPONENTS)) {
				collect(name + " › ", one.getValue(), parts);
			}
			else {
				parts.add(part(name, one.getValue()));
			}
		}
	}

	private static Part part(String name, Fields part) {
		Status status = Status.of(part);
		return new Part(Shown.of(name), ABOUT.get(name), status, status.isWrong() ? help(name, part) : null,
				Detail.of(name, part));
	}

	/** Dispatch has the detail "stopped" if it waits for a route. */
	private static String help(String name, Fields part) {
		String heading = part.of("details").json().has("stopped") ? "your-routes" : HELP.get(name);
		return (heading != null) ? Link.to("document").with("name", "operating") + "#" + heading : null;
	}

	boolean hasDetails() {
		return !this.details.isEmpty();
	}

}
