package dev.fusesync.page.overview;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Size;
import dev.fusesync.page.parts.Times;

/**
 * A number at the top of the page.
 *
 * @param label what it is
 * @param number the number, or a word
 * @param more what belongs to it
 * @param href where one sees what is behind it; null for nowhere
 * @param tone the colour; none if nothing is wrong
 */
record Tile(String label, String number, String more, String href, String tone) {

	private static final String NONE = "none";

	private static final long MOST = 10_000;

	private static final long LATE = Duration.ofMinutes(15).toSeconds();

	static List<Tile> of(Fields overview, List<InstanceLine> instances) {
		Fields inbox = overview.of("queues").of("inbox");
		long dead = overview.of("deadLetters")
			.entries("byClass")
			.stream()
			.mapToLong((entry) -> entry.getValue().json().asLong())
			.sum();
		long superseded = overview.of("deadLetters").number("superseded");
		return List.of(
				new Tile("Oldest unsynced", oldest(inbox),
						(inbox.seconds("oldestAge") > LATE) ? "longer than 15 minutes" : "in the inbox",
						"waiting?queue=inbox", (inbox.seconds("oldestAge") > LATE) ? "warn" : NONE),
				new Tile("Inbox", Times.number(inbox.number("waiting")),
						upTo(inbox, "due") + " due now, " + Times.number(inbox.number("claimed")) + " in work",
						"waiting?queue=inbox", NONE),
				new Tile("Dead letters", Times.number(dead),
						(superseded > 0) ? Times.number(superseded) + " more superseded" : "that wait for a person",
						"dead-letters", NONE),
				breaker(instances), disk(overview.of("disk")));
	}

	/** The age is up to 15 s old itself, so that of a new webhook is not known yet. */
	private static String oldest(Fields inbox) {
		if (inbox.number("waiting") == 0) {
			return "none";
		}
		String age = inbox.age("oldestAge");
		return (inbox.raw("oldestAge") == null) ? "unknown" : (age != null) ? age : "seconds";
	}

	private static Tile breaker(List<InstanceLine> instances) {
		Map<String, String> words = Map.of("closed", "On", "open", "Off", "half-open", "One at a time", "stopped",
				"Off");
		InstanceLine worst = instances.stream()
			.filter((instance) -> !InstanceLine.CLOSED.equals(instance.breaker()))
			.findFirst()
			.orElse(instances.isEmpty() ? null : instances.get(0));
		if (worst == null) {
			return new Tile("Calls to Fuse", "Unknown", "", null, NONE);
		}
		String more = (worst.nextAttempt() != null) ? ", next attempt " + worst.nextAttempt().ago()
				: (worst.since() != null) ? " since " + worst.since().ago() : "";
		return new Tile("Calls to Fuse", words.getOrDefault(worst.breaker(), "Unknown"),
				"stopped".equals(worst.breaker()) ? "a route is stopped" : "circuit breaker " + worst.breaker() + more,
				null, InstanceLine.CLOSED.equals(worst.breaker()) ? NONE : "warn");
	}

	private static Tile disk(Fields disk) {
		return (disk.number("total") > 0)
				? new Tile("Disk free", Size.of(disk.number("free")), "of " + Size.of(disk.number("total")), null,
						(disk.raw("reason") != null) ? "bad" : NONE)
				: new Tile("Database", (disk.number("database") > 0) ? Size.of(disk.number("database")) : "unknown",
						"on its server", null, NONE);
	}

	/** The endpoint counts what is due to one more than 10,000. */
	static String upTo(Fields queue, String name) {
		long number = queue.number(name);
		return (queue.raw(name) == null) ? "unknown"
				: (number > MOST) ? Times.number(MOST) + "+" : Times.number(number);
	}

}
