package dev.fusesync.verification.diagnosis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A signature as it was received, with all that it may have been: each mistake undone,
 * and each two.
 */
final class SignatureText {

	/** So that a part is the signature's by no chance. */
	private static final int SHORTEST_PART = 16;

	private static final Map<Cause, UnaryOperator<String>> UNDO = new LinkedHashMap<>();

	static {
		UNDO.put(Cause.SIGNATURE_SPACES, (text) -> text.replaceAll("^\\s+|\\s+$|\\R", ""));
		UNDO.put(Cause.SIGNATURE_QUOTED, (text) -> text.replaceAll("^([\"'])(.*)\\1$", "$2"));
		UNDO.put(Cause.SIGNATURE_PREFIXED,
				(text) -> text.replaceFirst("(?i)^(?:fuse-verification:|sha-?256[=:]|v1[,=]|hmac|0x)\\s*", ""));
		UNDO.put(Cause.SIGNATURE_REPEATED, SignatureText::once);
		UNDO.put(Cause.SIGNATURE_UNPADDED, (text) -> text.matches("[^=]{43}") ? text + "=" : text);
		UNDO.put(Cause.SIGNATURE_URL_DECODED, (text) -> text.replace(' ', '+'));
		UNDO.put(Cause.SIGNATURE_URL_ENCODED, Escapes::percent);
		UNDO.put(Cause.SIGNATURE_JSON_ESCAPED, (text) -> text.replace("\\/", "/"));
		UNDO.put(Cause.SIGNATURE_BASE64URL, (text) -> text.replace('-', '+').replace('_', '/'));
		UNDO.put(Cause.SIGNATURE_ENCODED_TWICE, SignatureText::decoded);
	}

	private final String received;

	private final Map<String, List<Finding>> undone = new LinkedHashMap<>();

	private final Map<String, List<Finding>> inLowerCase = new LinkedHashMap<>();

	SignatureText(String received) {
		this.received = received.strip();
		this.undone.put(received, List.of());
		undoOneMore();
		undoOneMore();
		this.undone.forEach((text, findings) -> this.inLowerCase.putIfAbsent(text.toLowerCase(Locale.ROOT), findings));
	}

	private void undoOneMore() {
		new LinkedHashMap<>(this.undone).forEach((text, findings) -> UNDO
			.forEach((cause, undo) -> this.undone.putIfAbsent(undo.apply(text), with(findings, cause))));
	}

	/** What happened to it if it was made of this HMAC; empty if it was not. */
	Optional<List<Finding>> explainedBy(byte[] hmac) {
		String expected = Base64.getEncoder().encodeToString(hmac);
		List<Finding> findings = this.undone.get(expected);
		if (findings == null) {
			findings = with(this.inLowerCase.get(HexFormat.of().formatHex(hmac)), Cause.SIGNATURE_HEX);
		}
		if (findings == null) {
			findings = with(this.inLowerCase.get(expected.toLowerCase(Locale.ROOT)), Cause.SIGNATURE_CASE);
		}
		if (findings == null && this.received.length() >= SHORTEST_PART
				&& (expected.startsWith(this.received) || expected.endsWith(this.received))) {
			findings = List.of(Finding.of(Cause.SIGNATURE_TRUNCATED));
		}
		return Optional.ofNullable(findings);
	}

	/** What is wrong with it whatever was signed. */
	Optional<Finding> fault() {
		if (this.received.isEmpty()) {
			return Optional.of(Finding.of(Cause.SIGNATURE_MISSING));
		}
		return this.received.matches("[A-Za-z0-9+/]{43}=") ? Optional.empty()
				: Optional.of(new Finding(Cause.SIGNATURE_FORM, "it has " + this.received.length() + " characters"));
	}

	private static List<Finding> with(List<Finding> findings, Cause cause) {
		if (findings == null) {
			return null;
		}
		List<Finding> more = new ArrayList<>(findings);
		more.add(Finding.of(cause));
		return List.copyOf(more);
	}

	private static String once(String text) {
		String[] parts = text.split("\\s*[,;]\\s*");
		return (parts.length > 0 && Arrays.stream(parts).allMatch(parts[0]::equals)) ? parts[0] : text;
	}

	private static String decoded(String text) {
		try {
			return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
		}
		catch (IllegalArgumentException ex) {
			return text;
		}
	}

}
