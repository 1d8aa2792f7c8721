package dev.fusesync.verification.diagnosis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import dev.fusesync.verification.WebhookJson;

/**
 * What can happen to a body as bytes or text on its way, and how it is undone. A change
 * that did not happen leaves the body as it is.
 */
final class BodyChanges {

	/** Of an unpacked body, in bytes: the largest that fuse-sync accepts by default. */
	private static final int LARGEST = 2 * 1024 * 1024;

	private static final Charset WINDOWS = Charset.forName("windows-1252");

	private static final Map<Cause, UnaryOperator<byte[]>> UNDO = new EnumMap<>(Cause.class);

	static {
		UNDO.put(Cause.BODY_BOM, text((body) -> body.replaceFirst("^\ufeff+", "")));
		UNDO.put(Cause.BODY_UTF_16, BodyChanges::fromUtf16);
		UNDO.put(Cause.BODY_LATIN_1, (body) -> Json.text(body).isPresent() ? body : utf8(new String(body, WINDOWS)));
		UNDO.put(Cause.BODY_UTF_8_TWICE, text((body) -> new String(body.getBytes(WINDOWS), StandardCharsets.UTF_8)));
		UNDO.put(Cause.BODY_GZIP, BodyChanges::unpacked);
		UNDO.put(Cause.BODY_BASE64, BodyChanges::fromBase64);
		UNDO.put(Cause.BODY_URL_ENCODED,
				text((body) -> Escapes.percent(body.replaceFirst("^\\w+=", "").replace('+', ' '))));
		UNDO.put(Cause.BODY_QUOTED, BodyChanges::unquoted);
		UNDO.put(Cause.BODY_LOG_ESCAPED, text(BodyChanges::fromLog));
		UNDO.put(Cause.BODY_HTML_ESCAPED, text(Escapes::html));
		UNDO.put(Cause.BODY_WRAPPED_LINES, text((body) -> body.replaceAll("\\R", "")));
		UNDO.put(Cause.BODY_SURROUNDED, text(BodyChanges::between));
	}

	private BodyChanges() {
	}

	/** The canonical forms of the body with one change undone. */
	static Stream<Form> undone(byte[] body) {
		return UNDO.entrySet().stream().map((undo) -> Form.of(() -> {
			byte[] before = undo.getValue().apply(body);
			return (before == body) ? null : Json.of(before).canonical();
		}, Finding.of(undo.getKey())));
	}

	private static UnaryOperator<byte[]> text(UnaryOperator<String> undo) {
		return (body) -> Json.text(body)
			.filter((text) -> !undo.apply(text).equals(text))
			.map((text) -> utf8(undo.apply(text)))
			.orElse(body);
	}

	private static byte[] fromUtf16(byte[] body) {
		boolean bigEndian = body.length > 1 && (body[0] == 0 || body[0] == (byte) 0xfe);
		boolean littleEndian = body.length > 1 && (body[1] == 0 || body[1] == (byte) 0xfe);
		if (!bigEndian && !littleEndian) {
			return body;
		}
		String text = new String(body, bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE);
		return utf8(text.startsWith("\ufeff") ? text.substring(1) : text);
	}

	private static byte[] unpacked(byte[] body) {
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
			byte[] unpacked = in.readNBytes(LARGEST + 1);
			return (unpacked.length > LARGEST) ? body : unpacked;
		}
		catch (IOException ex) {
			return body;
		}
	}

	private static byte[] fromBase64(byte[] body) {
		try {
			return (body.length > 0) ? Base64.getMimeDecoder().decode(body) : body;
		}
		catch (IllegalArgumentException ex) {
			return body;
		}
	}

	/** As nginx escapes it, or as a string of JSON without its quotes. */
	private static String fromLog(String body) {
		return body.contains("\\x22") ? Escapes.hexadecimal(body)
				: body.startsWith("{\\\"") ? body.replace("\\\"", "\"").replace("\\\\", "\\") : body;
	}

	private static byte[] unquoted(byte[] body) {
		try {
			return (WebhookJson.read(body) instanceof String text) ? utf8(text) : body;
		}
		catch (IOException ex) {
			return body;
		}
	}

	private static String between(String body) {
		int from = body.indexOf('{');
		int to = body.lastIndexOf('}');
		return (from >= 0 && to > from) ? body.substring(from, to + 1) : body;
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
