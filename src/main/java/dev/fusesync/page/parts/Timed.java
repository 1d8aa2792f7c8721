package dev.fusesync.page.parts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.fusesync.page.parts.Times.Moment;
import dev.fusesync.webhook.Shown;

/**
 * A time, or a time and a sentence, as health has it.
 *
 * @param text the sentence; blank if it is a time alone
 */
public record Timed(Moment when, String text) {

	private static final Pattern TEXT = Pattern.compile("(\\d{4}-[\\dT:.-]+Z)(?:: (.*))?", Pattern.DOTALL);

	/** Reads it; empty if it does not begin with a time. */
	public static Optional<Timed> of(String text, Times times) {
		Matcher parts = TEXT.matcher(text);
		return parts.matches() ? Optional.of(new Timed(times.of(TextNode.valueOf(parts.group(1))),
				(parts.group(2) != null) ? Shown.of(parts.group(2)) : "")) : Optional.empty();
	}

}
