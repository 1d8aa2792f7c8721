package dev.fusesync.verification.diagnosis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a sender may have signed instead of the canonical form. */
final class SignedForms {

	private SignedForms() {
	}

	/** With a canonical form only if the body is JSON. */
	static Stream<Form> of(byte[] body, Json json) {
		Form received = Form.of(() -> body, Finding.of(Cause.SIGNED_RECEIVED));
		if (json.fault() != null) {
			return Stream.of(received);
		}
		Supplier<String> canonical = () -> text(json.canonical());
		Supplier<String> unsorted = () -> spaced(text(body), "");
		Supplier<String> slashes = () -> canonical.get().replace("/", "\\/");
		return Stream.of(received, form(unsorted, Cause.SIGNED_UNSORTED),
				form(() -> spaced(unsorted.get(), " "), Cause.SIGNED_UNSORTED, Cause.SIGNED_SPACED),
				form(() -> spaced(canonical.get(), " "), Cause.SIGNED_SPACED),
				form(() -> Escapes.ascii(spaced(canonical.get(), " ")), Cause.SIGNED_SPACED, Cause.SIGNED_ASCII),
				form(() -> Escapes.ascii(canonical.get()), Cause.SIGNED_ASCII), form(slashes, Cause.SIGNED_SLASHES),
				form(() -> Escapes.ascii(slashes.get()), Cause.SIGNED_SLASHES, Cause.SIGNED_ASCII), hash("SHA1", json),
				hash("SHA512", json));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static Form form(Supplier<String> text, Cause... causes) {
		return Form.of(() -> text.get().getBytes(StandardCharsets.UTF_8),
				Stream.of(causes).map(Finding::of).toArray(Finding[]::new));
	}

	private static Form hash(String algorithm, Json json) {
		return new Form(List.of(new Finding(Cause.HASH_OTHER, algorithm)), json::canonical, "Hmac" + algorithm);
	}

	/** Replaces the white space outside strings by this after each comma and colon. */
	private static String spaced(String json, String space) {
		StringBuilder out = new StringBuilder(json.length());
		boolean inString = false;
		for (int i = 0; i < json.length(); i++) {
			char c = json.charAt(i);
			if (inString || " \t\r\n".indexOf(c) < 0) {
				out.append(c);
			}
			if (inString && c == '\\') {
				out.append(json.charAt(++i));
			}
			else if (c == '"') {
				inString = !inString;
			}
			else if (!inString && (c == ',' || c == ':')) {
				out.append(space);
			}
		}
		return out.toString();
	}

}
