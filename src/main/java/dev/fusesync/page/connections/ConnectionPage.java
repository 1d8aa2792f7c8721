package dev.fusesync.page.connections;

import java.util.List;
import java.util.Map;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.Refused;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times.Moment;
import dev.fusesync.webhook.Shown;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Shows what became of the webhooks of a connection. */
@Component
@Lazy
class ConnectionPage implements Page {

	private static final Map<String, String> TONES = Map.ofEntries(Map.entry("dead-lettered", "bad"),
			Map.entry("waiting", "warn"), Map.entry("retried", "warn"), Map.entry("synced", "good"),
			Map.entry("covered", "good"), Map.entry("delivered", "good"), Map.entry("ended", "none"),
			Map.entry("discarded", "none"), Map.entry("superseded", "none"));

	private final Operations operations;

	ConnectionPage(Operations operations) {
		this.operations = operations;
	}

	@Override
	public String path() {
		return "connection";
	}

	/** The colour of a state or an event; the word is always beside it. */
	static String tone(String state) {
		return TONES.getOrDefault(String.valueOf(state), "info");
	}

	@Override
	public Answer get(Asked asked) {
		String id = asked.need("id");
		Fields timeline = new Fields(this.operations.read(asked, "connections", asked.allBut("done")), asked.times());
		String next = timeline.raw("next");
		return Answer.page("connection", "Connection",
				new View(Shown.whole(id), timeline.text("state"), tone(timeline.raw("state")), timeline.text("summary"),
						timeline.text("source"), timeline.text("environment"), timeline.time("synced"),
						timeline.time("ended"), timeline.number("waiting"), timeline.number("deadLetters"),
						timeline.list("events").stream().map(Event::of).toList(),
						(next != null) ? Link.to(path()).with("id", id).with("after", next).toString() : null,
						Link.to("dead-letters").with("connection", id).toString(),
						Link.to("waiting").with("connection", id).toString(), kept(asked, id), decide(id, "sync-again"),
						decide(id, "erase")));
	}

	/** What could be synced again, for who may do that; null for others. */
	private Kept kept(Asked asked, String id) {
		if (!asked.isOperator()) {
			return null;
		}
		try {
			Map<String, String> order = Map.of("id", id, "action", "sync-again", "dryRun", "true");
			Fields newest = new Fields(this.operations.write(asked, "connections", order), asked.times());
			return new Kept(newest.text("type"), newest.time("received"), null);
		}
		catch (Refused ex) {
			return new Kept(null, null, ex.getMessage());
		}
	}

	private static String decide(String id, String action) {
		return Link.to("connection-decide").with("id", id).with("action", action).toString();
	}

	/** The page. */
	private record View(String connection, String state, String tone, String summary, String source, String environment,
			Moment synced, Moment ended, long waiting, long deadLetters, List<Event> events, String next,
			String deadLettersLink, String waitingLink, Kept kept, String syncAgain, String erase) {

		boolean hasWaiting() {
			return this.waiting > 0;
		}

		boolean hasDeadLetters() {
			return this.deadLetters > 0;
		}

	}

	/**
	 * The webhook that would be synced again.
	 *
	 * @param none why there is none; null if there is one
	 */
	private record Kept(String type, Moment received, String none) {

	}

	/** A line of the timeline. */
	record Event(Moment at, String event, String tone, String webhook, String type, String attempt, String status,
			String code, String requestId, String reason, String by, Moment due) {

		static Event of(Fields event) {
			return new Event(event.time("at"), event.text("event"), ConnectionPage.tone(event.raw("event")),
					event.text("webhook"), event.text("type"), event.text("attempt"), event.text("status"),
					event.text("code"), event.text("requestId"), event.text("reason"), event.text("by"),
					event.time("due"));
		}

	}

}
