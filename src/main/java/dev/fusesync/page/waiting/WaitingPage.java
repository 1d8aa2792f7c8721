package dev.fusesync.page.waiting;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.Refused;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Filter;
import dev.fusesync.page.parts.Filter.Field;
import dev.fusesync.page.parts.Link;

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
		Map<String, String> parameters = asked.allBut("done", "about");
		Fields page = new Fields(this.operations.read(asked, "waiting", parameters), asked.times());
		Map<String, String> filter = asked.allBut("done", "about", "limit", "after");
		Map<String, String> chosen = new TreeMap<>(filter);
		boolean all = Set.of("queue").containsAll(filter.keySet());
		if (all) {
			chosen.put("all", "true");
		}
		Surroundings around = surroundings(asked);
		String next = page.raw("next");
		Link self = Link.to(path()).with(parameters);
		return Answer.page("waiting", "Waiting",
				new View(Filter.of(path(), parameters, FIELDS), around, all ? around.total(filter.get("queue")) : null,
						page.list("entries").stream().map((one) -> Row.of(one, around.callsFuse())).toList(),
						filter.isEmpty() ? "all" : "all that match", decide(chosen, "retry"), decide(chosen, "give-up"),
						self.toString(), (next != null) ? self.with("after", next).toString() : null));
	}

	/**
	 * Nothing is known of them if the overview cannot be read: the list is still there.
	 */
	private Surroundings surroundings(Asked asked) {
		try {
			return new Surroundings(new Fields(this.operations.read(asked, "overview", Map.of()), asked.times()));
		}
		catch (Refused ex) {
			return new Surroundings(new Fields(MissingNode.getInstance(), asked.times()));
		}
	}

	static String decide(Map<String, String> which, String action) {
		return Link.to("waiting-decide").with(which).with("action", action).toString();
	}

	/** The page. */
	private record View(Filter filter, Surroundings around, String total, List<Row> rows, String which, String retry,
			String giveUp, String self, String next) {

		boolean nothing() {
			return this.rows.isEmpty();
		}

	}

}
