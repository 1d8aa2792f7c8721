package dev.fusesync.page.waiting;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Filter;
import dev.fusesync.page.parts.Filter.Field;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times.Moment;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Shows which webhooks wait, why, for which attempt and until when. */
@Component
@Lazy
class WaitingPage implements Page {

	private static final List<Field> FIELDS = List.of(Field.choice("queue", "Queue", "inbox", "other-events"),
			Field.text("connection", "Connection", ""), Field.text("source", "Source", "plaid"),
			Field.text("type", "Type", "financial_connection.sync_data"),
			Field.choice("failureClass", "Failure class", "configuration", "aggregator", "throttled", "transient"),
			Field.text("code", "Fuse's code", ""), Field.text("dueBefore", "Due before", "2026-01-31T23:59:59Z"));

	private final Operations operations;

	WaitingPage(Operations operations) {
		this.operations = operations;
	}

	@Override
	public String path() {
		return "waiting";
	}

	@Override
	public Answer get(Asked asked) {
		Map<String, String> parameters = asked.allBut("done");
		Fields page = new Fields(this.operations.read(asked, "waiting", parameters), asked.times());
		Map<String, String> filter = asked.allBut("done", "limit", "after");
		Map<String, String> chosen = new TreeMap<>(filter);
		if (Set.of("queue").containsAll(filter.keySet())) {
			chosen.put("all", "true");
		}
		String next = page.raw("next");
		Link self = Link.to(path()).with(parameters);
		return Answer.page("waiting", "Waiting",
				new View(Filter.of(path(), parameters, FIELDS), page.list("entries").stream().map(Row::of).toList(),
						filter.isEmpty() ? "all" : "all that match", decide(chosen, "retry"), decide(chosen, "give-up"),
						self.toString(), (next != null) ? self.with("after", next).toString() : null));
	}

	private static String decide(Map<String, String> which, String action) {
		return Link.to("waiting-decide").with(which).with("action", action).toString();
	}

	/** The page. */
	private record View(Filter filter, List<Row> rows, String which, String retry, String giveUp, String self,
			String next) {

		boolean nothing() {
			return this.rows.isEmpty();
		}

	}

	/** A webhook that waits. */
	private record Row(String id, String connection, String connectionLink, String source, String queue, String type,
			Moment received, long attempts, long attempt, boolean isDue, Moment due, String failureClass, String reason,
			String requestId, String retry) {

		static Row of(Fields one) {
			boolean due = "due".equals(one.raw("state"));
			return new Row(one.text("id"), one.text("connection"), one.connectionLink(), one.text("source"),
					one.text("queue"), one.text("type"), one.time("received"), one.number("attempts"),
					one.number("attempts") + 1, due, one.time("due"), one.text("class"), one.text("reason"),
					one.text("requestId"), due ? null : decide(Map.of("id", one.raw("id")), "retry"));
		}

		boolean wasAttempted() {
			return this.attempts > 0;
		}

	}

}
