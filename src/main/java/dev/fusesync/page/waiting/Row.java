package dev.fusesync.page.waiting;

import java.util.Map;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Times.Moment;

/**
 * A webhook that waits.
 *
 * @param held whether it would be attempted now, but Fuse is not called at the moment
 */
record Row(String id, String connection, String connectionLink, String source, String queue, String type,
		Moment received, long attempts, long attempt, boolean isDue, boolean held, Moment due, String failureClass,
		String reason, String retry) {

	static Row of(Fields one, boolean callsFuse) {
		boolean due = "due".equals(one.raw("state"));
		return new Row(one.text("id"), one.text("connection"), one.connectionLink(), one.text("source"),
				one.text("queue"), one.text("type"), one.time("received"), one.number("attempts"),
				one.number("attempts") + 1, due, due && !callsFuse && "inbox".equals(one.raw("queue")), one.time("due"),
				one.text("class"), one.text("reason"),
				due ? null : WaitingPage.decide(Map.of("id", one.raw("id")), "retry"));
	}

	boolean wasAttempted() {
		return this.attempts > 0;
	}

}
