package dev.fusesync.page.deadletters;

import java.util.List;

import dev.fusesync.page.Asked;
import dev.fusesync.page.parts.Filter;
import dev.fusesync.page.parts.Filter.Field;

/** By what dead letters are filtered: the parameters of the endpoint. */
final class Criteria {

	static final String CAUSE = "cause";

	private static final List<Field> FIELDS = List.of(Field.text("connection", "Connection", ""),
			Field.text("source", "Source", "plaid"), Field.text("type", "Type", "financial_connection.sync_data"),
			Field.choice("failureClass", "Failure class", "message", "finished", "configuration", "aggregator",
					"throttled", "transient", "unexpected"),
			Field.text("code", "Fuse's code", ""), Field.choice("superseded", "Superseded", "true", "false"),
			Field.text("deadAfter", "Dead-lettered from", "2026-01-31T23:59:59Z"),
			Field.text("deadBefore", "Dead-lettered up to", "2026-01-31T23:59:59Z"),
			Field.text("olderThan", "Older than", "12h"), Field.text("attempts", "Attempts, at least", "2"));

	private static final List<String> NAMES = FIELDS.stream().map(Field::name).toList();

	private Criteria() {
	}

	/** Whether the request chooses some dead letters. */
	static boolean areIn(Asked asked) {
		return asked.hasAny(NAMES) || asked.get(CAUSE) != null;
	}

	/** The form, with what the request chooses. */
	static Filter form(Asked asked) {
		return Filter.of("dead-letters", asked.values(), FIELDS);
	}

}
