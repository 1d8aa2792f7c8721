package dev.fusesync.page.overview;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times;
import dev.fusesync.page.parts.Times.Moment;

/**
 * The overview, as the template shows it.
 *
 * @param word the state in a word
 * @param tone the colour of the state; the word is beside it
 * @param help the link to what operating.md says of it; null if nothing
 * @param page the link to the page that shows what is concerned; null if none
 * @param canTry whether a webhook is due that could be attempted now instead of later
 */
record OverviewView(String word, String tone, String sentence, String help, String page, boolean canTry,
		List<Tile> tiles, List<Chart> charts, List<CauseLine> causes, List<ClassLine> classes, List<QueueLine> queues,
		List<Credential> credentials, List<InstanceLine> instances, List<DiskLine> disk, List<StaleLine> stale) {

	private static final Map<String, String> WORDS = Map.of("ok", "All well", "attention", "Attention", "paused",
			"Paused", "down", "Down");

	private static final Map<String, String> TONES = Map.of("ok", "good", "attention", "warn", "paused", "warn", "down",
			"bad");

	static OverviewView of(Fields overview, List<Fields> causes) {
		String state = String.valueOf(overview.raw("state"));
		List<Fields> minutes = overview.list("minutes");
		List<InstanceLine> instances = overview.list("instances").stream().map(InstanceLine::of).toList();
		return new OverviewView(WORDS.getOrDefault(state, "Unknown"), TONES.getOrDefault(state, "none"),
				overview.sentence("sentence"), state.equals("ok") ? null : help(overview.raw("help")),
				overview.raw("page"),
				overview.of("queues").of("inbox").number("due") > 0
						&& instances.stream().anyMatch((one) -> one.here() && one.nextAttempt() != null),
				Tile.of(overview, instances), Chart.of(minutes), causes.stream().map(CauseLine::of).toList(),
				overview.of("deadLetters")
					.entries("byClass")
					.stream()
					.filter((one) -> one.getValue().json().asLong() > 0)
					.map(ClassLine::of)
					.toList(),
				overview.entries("queues").stream().map(QueueLine::of).toList(),
				Credential.of(overview.of("credentials")), instances, DiskLine.of(overview.of("disk")),
				overview.list("stale").stream().map(StaleLine::of).toList());
	}

	boolean hasCauses() {
		return !this.causes.isEmpty();
	}

	boolean hasClasses() {
		return !hasCauses() && !this.classes.isEmpty();
	}

	boolean hasNoDeadLetters() {
		return this.causes.isEmpty() && this.classes.isEmpty();
	}

	boolean hasStale() {
		return !this.stale.isEmpty();
	}

	boolean hasCredentials() {
		return !this.credentials.isEmpty();
	}

	/** From operating#store-and-disk, for example. */
	private static String help(String help) {
		if (help == null) {
			return null;
		}
		String[] parts = help.split("#", 2);
		return Link.to("document").with("name", parts[0]) + ((parts.length == 2) ? "#" + parts[1] : "");
	}

	/** Dead letters with one cause. */
	record CauseLine(String count, String reason, String failureClass, String source, Moment last, String href) {

		static CauseLine of(Fields cause) {
			return new CauseLine(cause.count("count"), cause.text("reason"), cause.text("class"), cause.text("source"),
					cause.time("last"), cause.causeLink());
		}

	}

	/** Dead letters of one class. */
	record ClassLine(String failureClass, String count, String href) {

		static ClassLine of(Map.Entry<String, Fields> entry) {
			return new ClassLine(entry.getKey(), Times.number(entry.getValue().json().asLong()),
					Link.to("dead-letters").with("failureClass", entry.getKey()).toString());
		}

	}

	/** A queue, with those that wait by when they are due. */
	record QueueLine(String name, String waiting, String due, String claimed, String oldest, String later,
			String href) {

		private static final Map<String, String> WITHIN = Map.of("1m", "within a minute", "15m", "within 15 minutes",
				"1h", "within an hour");

		static QueueLine of(Map.Entry<String, Fields> entry) {
			Fields queue = entry.getValue();
			return new QueueLine(entry.getKey(), Times.number(queue.number("waiting")), Tile.upTo(queue, "due"),
					Times.number(queue.number("claimed")), queue.age("oldestAge"), later(queue.list("later")),
					Link.to("waiting").with("queue", entry.getKey()).toString());
		}

		private static String later(List<Fields> slots) {
			return slots.stream()
				.filter((slot) -> slot.number("count") > 0)
				.map((slot) -> slot.count("count") + " "
						+ WITHIN.getOrDefault(String.valueOf(slot.raw("within")), "later"))
				.collect(Collectors.joining(", "));
		}

	}

	/** Connections of a source that were not synced for a while. */
	record StaleLine(String source, String threshold, String count, String href) {

		static StaleLine of(Fields stale) {
			return new StaleLine(stale.text("source"), stale.text("threshold"), Times.number(stale.number("count")),
					Link.to("connections")
						.with("source", stale.raw("source"))
						.with("staleSince", stale.raw("threshold"))
						.toString());
		}

	}

}
