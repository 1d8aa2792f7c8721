package dev.fusesync.verification.diagnosis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.CharBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.fusesync.verification.CanonicalJson;
import dev.fusesync.verification.WebhookJson;
import dev.fusesync.verification.WebhookRejectedException;
import dev.fusesync.webhook.Shown;

/**
 * A body as fuse-sync parses it.
 *
 * @param object the parsed body; null if it is refused
 * @param canonical its canonical form; null if it is refused
 * @param fault why it is refused; null if it is not
 */
record Json(Map<?, ?> object, byte[] canonical, Finding fault) {

	private static final Pattern REPEATED = Pattern.compile("Duplicate field '(.*)'", Pattern.DOTALL);

	static Json of(byte[] body) {
		try {
			return (WebhookJson.read(body) instanceof Map<?, ?> object)
					? new Json(object, CanonicalJson.of(object), null) : faulty(Cause.JSON_INVALID, "it is no object");
		}
		catch (StreamConstraintsException ex) {
			return faulty(Cause.JSON_TOO_DEEP, "");
		}
		catch (WebhookRejectedException ex) {
			return faulty(Cause.JSON_AMBIGUOUS,
					"the name __proto__ is not kept by JavaScript" + first("__proto__", body));
		}
		catch (JsonProcessingException ex) {
			Matcher repeated = REPEATED.matcher(ex.getOriginalMessage());
			return repeated.find() ? repeated(repeated.group(1), ex.getLocation(), body)
					: faulty(Cause.JSON_INVALID, where(ex, body));
		}
		catch (IOException ex) {
			return faulty(Cause.JSON_INVALID, "");
		}
	}

	/** The value of that name if it is a string. */
	String string(String name) {
		return (this.object != null && this.object.get(name) instanceof String text) ? text : null;
	}

	private static Json faulty(Cause cause, String detail) {
		return new Json(null, null, new Finding(cause, detail));
	}

	/** Jackson's location is after the name. */
	private static Json repeated(String name, JsonLocation after, byte[] body) {
		String before = new String(body, StandardCharsets.UTF_8).substring(0, (int) after.getCharOffset());
		int length = before.endsWith('"' + name + '"') ? name.length() + 2 : 0;
		return faulty(Cause.JSON_AMBIGUOUS, "the name " + Shown.of(name) + " again in line " + after.getLineNr()
				+ ", column " + (after.getColumnNr() - length));
	}

	private static String where(JsonProcessingException ex, byte[] body) {
		if (ex.getLocation() != null) {
			return "see " + place(ex.getLocation());
		}
		int bytes = decodable(body);
		return (bytes < body.length) ? "byte " + (bytes + 1) + " is not UTF-8" : "";
	}

	/** How many bytes are UTF-8. */
	private static int decodable(byte[] body) {
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		ByteBuffer in = ByteBuffer.wrap(body);
		decoder.decode(in, CharBuffer.allocate(body.length + 1), true);
		return in.position();
	}

	private static String first(String name, byte[] body) {
		String text = new String(body, StandardCharsets.UTF_8);
		Matcher found = Pattern.compile('"' + name + "\"\\s*:").matcher(text);
		int at = found.find() ? found.start() : -1;
		return (at < 0) ? "" : ", line " + (1 + text.substring(0, at).chars().filter((c) -> c == '\n').count())
				+ ", column " + (at - text.lastIndexOf('\n', at));
	}

	private static String place(JsonLocation location) {
		return "line " + location.getLineNr() + ", column " + location.getColumnNr();
	}

	/** The text of bytes that are UTF-8. */
	static Optional<String> text(byte[] body) {
		try {
			return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
		}
		catch (CharacterCodingException ex) {
			return Optional.empty();
		}
	}

}
