package dev.fusesync.verification.diagnosis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Escapes that programs put into texts, and their undoing. */
final class Escapes {

	private static final Pattern HTML = Pattern
		.compile("&(?:(quot|apos|amp|lt|gt)|#([0-9]{1,5})|#[xX]([0-9a-fA-F]{1,4}));");

	private static final Map<String, String> NAMED = Map.of("quot", "\"", "apos", "'", "amp", "&", "lt", "<", "gt",
			">");

	private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

	private Escapes() {
	}

	/** Undoes {@code %2B}. */
	static String percent(String text) {
		return bytes(text, '%', 1);
	}

	/** Undoes {@code \x22}, as nginx writes it. */
	static String hexadecimal(String text) {
		return bytes(text, '\\', 2);
	}

	/** Undoes escapes of bytes in UTF-8 by a sign and two digits. */
	private static String bytes(String text, char sign, int length) {
		byte[] in = text.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
		for (int i = 0; i < in.length; i++) {
			boolean escape = in[i] == sign && i + length + 1 < in.length && (length == 1 || in[i + 1] == 'x');
			int high = escape ? Character.digit(in[i + length], 16) : -1;
			int low = escape ? Character.digit(in[i + length + 1], 16) : -1;
			if (high >= 0 && low >= 0) {
				out.write(high << 4 | low);
				i += length + 1;
			}
			else {
				out.write(in[i]);
			}
		}
		return out.toString(StandardCharsets.UTF_8);
	}

	/** Undoes {@code &quot;}. */
	static String html(String text) {
		return replace(HTML, text,
				(found) -> (found.group(1) != null) ? NAMED.get(found.group(1))
						: String.valueOf((char) ((found.group(2) != null) ? Integer.parseInt(found.group(2))
								: Integer.parseInt(found.group(3), 16))));
	}

	/** Undoes {@code \}{@code u00e9}. */
	static String unicode(String text) {
		return replace(UNICODE, text, (found) -> String.valueOf((char) Integer.parseInt(found.group(1), 16)));
	}

	/** Escapes all but ASCII in a JSON text. */
	static String ascii(String json) {
		StringBuilder out = new StringBuilder();
		json.chars().forEach((c) -> {
			if (c > '~') {
				out.append("\\u%04x".formatted(c));
			}
			else {
				out.append((char) c);
			}
		});
		return out.toString();
	}

	private static String replace(Pattern pattern, String text, Function<MatchResult, String> replacement) {
		return pattern.matcher(text).replaceAll((found) -> Matcher.quoteReplacement(replacement.apply(found)));
	}

}
