package dev.fusesync.page.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Size;
import dev.fusesync.page.parts.Timed;
import dev.fusesync.page.parts.Times;
import dev.fusesync.page.parts.Times.Moment;
import dev.fusesync.webhook.Shown;

/**
 * What health tells of a part.
 *
 * @param name what it is, such as last answers · plaid
 * @param text the fact; blank if it is a time alone
 * @param when the time that the fact is, or begins with; null without
 */
record Detail(String name, String text, Moment when) {

	private static final Pattern WORDS = Pattern.compile("[a-z]+([A-Z][a-z]+)+");

	static List<Detail> of(String part, Fields health) {
		List<Detail> details = new ArrayList<>();
		boolean bytes = part.equals("diskSpace");
		health.entries("details").forEach((one) -> collect(words(one.getKey()), one.getValue(), bytes, details));
		return details;
	}

	private static void collect(String name, Fields value, boolean bytes, List<Detail> details) {
		if (value.json().isObject()) {
			for (Map.Entry<String, JsonNode> one : value.json().properties()) {
				collect(name + " · " + one.getKey(), new Fields(one.getValue(), value.times()), bytes, details);
			}
		}
		else {
			details.add(of(Shown.of(name), value.json(), bytes, value.times()));
		}
	}

	private static Detail of(String name, JsonNode value, boolean bytes, Times times) {
		return Timed.of(value.asText(), times)
			.map((timed) -> new Detail(name, timed.text(), timed.when()))
			.orElseGet(() -> new Detail(name, text(value, bytes), null));
	}

	private static String text(JsonNode value, boolean bytes) {
		if (value.isArray()) {
			return value.isEmpty() ? "none"
					: StreamSupport.stream(value.spliterator(), false)
						.map((one) -> text(one, bytes))
						.collect(Collectors.joining(", "));
		}
		if (value.isIntegralNumber()) {
			return bytes ? Size.of(value.asLong()) : Times.number(value.asLong());
		}
		return Shown.of(value.isContainerNode() ? value.toString() : value.asText());
	}

	/** Of lastAnswers, last answers. */
	private static String words(String name) {
		if (name.equals("halfOpenAt")) {
			return "next attempt";
		}
		return WORDS.matcher(name).matches() ? name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT) : name;
	}

}
