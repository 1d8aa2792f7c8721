package dev.fusesync.page.decisions;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.webhook.Shown;

/**
 * The dialog before a decision, as the template shows it.
 *
 * @param many whether it is about all that match a filter
 * @param nothing whether none matches, so that there is nothing to decide
 * @param facts what is known of the one that it is about
 * @param chips the filter in words
 * @param which the parameters that say which
 * @param due how many more are due already; null if none
 */
record Dialog(String path, String title, Action action, String reason, boolean many, boolean nothing, List<Fact> facts,
		List<String> chips, List<Hidden> which, String due, String back) {

	static List<Fact> facts(Fields one) {
		return Stream
			.of(new Fact("Connection", one.text("connection")), new Fact("Type", one.text("type")),
					new Fact("Why", one.text("reason")), new Fact("Fuse's request id", one.text("requestId")))
			.filter((fact) -> fact.value() != null)
			.toList();
	}

	static List<String> chips(Map<String, String> filter) {
		return filter.entrySet()
			.stream()
			.map((field) -> field.getKey().equals("cause") ? "one cause"
					: field.getKey() + ": " + Shown.of(field.getValue()))
			.toList();
	}

	static List<Hidden> hidden(Map<String, String> which) {
		return which.entrySet().stream().map((field) -> new Hidden(field.getKey(), field.getValue())).toList();
	}

	/** What is known of a webhook. */
	record Fact(String label, String value) {

	}

	/** A parameter that says which. */
	record Hidden(String name, String value) {

	}

}
