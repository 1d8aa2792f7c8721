package dev.fusesync.page.connections;

import java.util.List;
import java.util.Map;

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

/** Lists connections, and finds one by its id. */
@Component
@Lazy
class ConnectionsPage implements Page {

	private static final List<Field> FIELDS = List.of(
			Field.choice("state", "State", "waiting", "dead-lettered", "synced", "ended"),
			Field.text("source", "Source", "plaid"), Field.text("staleSince", "Not synced since", "24h"));

	private final Operations operations;

	ConnectionsPage(Operations operations) {
		this.operations = operations;
	}

	@Override
	public String path() {
		return "connections";
	}

	@Override
	public Answer get(Asked asked) {
		if (asked.get("id") != null) {
			return Answer.to(Link.to("connection").with("id", asked.get("id").strip()));
		}
		Map<String, String> parameters = asked.allBut("done");
		Fields page = new Fields(this.operations.read(asked, "connections", parameters), asked.times());
		Filter filter = Filter.of(path(), parameters, FIELDS);
		String next = page.raw("next");
		return Answer.page("connections", "Connections",
				new View(filter, page.list("entries").stream().map(Row::of).toList(),
						(next != null) ? Link.to(path()).with(parameters).with("after", next).toString() : null));
	}

	/** The page. */
	private record View(Filter filter, List<Row> rows, String next) {

		boolean nothing() {
			return this.rows.isEmpty();
		}

	}

	/** A connection in the list. */
	private record Row(String connection, String href, String state, String tone, String source, String environment,
			Moment synced, long waiting, long deadLetters) {

		static Row of(Fields one) {
			return new Row(one.text("connection"), one.connectionLink(), one.text("state"),
					ConnectionPage.tone(one.raw("state")), one.text("source"), one.text("environment"),
					one.time("synced"), one.number("waiting"), one.number("deadLetters"));
		}

	}

}
