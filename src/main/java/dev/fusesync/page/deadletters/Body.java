package dev.fusesync.page.deadletters;

import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fusesync.webhook.Shown;

/** Prints the JSON of a webhook for a person. */
final class Body {

	/** Longer ones are cut: a browser would be slow. */
	private static final int LONGEST = 200_000;

	private Body() {
	}

	/** The JSON with a line for each value; null if there is none. */
	static String of(JsonNode body) {
		if (body.isMissingNode() || body.isNull()) {
			return null;
		}
		String text = body.toPrettyString();
		String shown = text.substring(0, Math.min(text.length(), LONGEST))
			.lines()
			.map(Shown::whole)
			.collect(Collectors.joining("\n"));
		return (text.length() > LONGEST)
				? shown + "\n... (" + text.length() + " characters; the endpoint deadletters shows all)" : shown;
	}

}
