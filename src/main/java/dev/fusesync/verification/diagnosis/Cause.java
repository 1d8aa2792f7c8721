package dev.fusesync.verification.diagnosis;

import java.util.Locale;

/** A mistake that has a webhook rejected: what happened, and what to do about it. */
public enum Cause {

	SIGNATURE_MISSING("The signature is missing",
			"Forward the header fuse-verification; a proxy may drop headers that it does not know."),

	SIGNATURE_FORM("The signature is not 44 characters of base64, as each signature of Fuse is",
			"Compare the header with the one that Fuse sent, at every proxy on the way."),

	SIGNATURE_SPACES("Blanks or line breaks were added to the signature", "Pass the header on without them."),

	SIGNATURE_QUOTED("The signature is in quotes", "Pass the header on without them."),

	SIGNATURE_PREFIXED("Something was put before the signature, such as a name", "Send the base64 text alone."),

	SIGNATURE_REPEATED("The signature was sent more than once", "Have the proxy set the header instead of adding it."),

	SIGNATURE_URL_DECODED("The signature was URL-decoded: a plus became a blank",
			"Pass the header on as text, not as a query parameter."),

	SIGNATURE_URL_ENCODED("The signature is URL-encoded", "Pass the header on as text, not as a query parameter."),

	SIGNATURE_JSON_ESCAPED("The slashes in the signature are escaped, as in JSON", "Remove the backslashes."),

	SIGNATURE_UNPADDED("The signature lacks the = at its end", "Send the 44 characters of base64 with padding."),

	SIGNATURE_BASE64URL("The signature is in the alphabet of URLs, with - and _",
			"Encode it with the usual alphabet, with + and /."),

	SIGNATURE_ENCODED_TWICE("The signature was encoded in base64 twice", "Encode the HMAC's bytes once."),

	SIGNATURE_HEX("The signature is in hexadecimal", "Encode the HMAC's 32 bytes in base64."),

	SIGNATURE_CASE("The signature's letters were changed to another case", "Pass the header on unchanged."),

	SIGNATURE_TRUNCATED("A part of the signature is missing",
			"Raise the limit of what cut it: a column, a log, a proxy's buffer."),

	KEY_OTHER("The signature was made with another key",
			"Set FUSE_API_KEY to the key of the environment that sends, or have it send elsewhere."),

	KEY_LINE_BREAK("The signature was made with the key and a line break",
			"Remove the line break where the sender reads its key."),

	HASH_OTHER("The signature was made with another hash than SHA-256", "Sign with HMAC-SHA256."),

	SIGNED_RECEIVED("The sender signed the body as it is sent",
			"Sign the canonical form: the names of each object sorted, no white space."),

	SIGNED_UNSORTED("The sender signed the JSON without sorting its names",
			"Sign the canonical form: the names of each object sorted."),

	SIGNED_SPACED("The sender signed JSON with blanks after commas and colons, as Python writes it",
			"Sign the canonical form: without white space."),

	SIGNED_ASCII("The sender signed JSON with escapes for all but ASCII",
			"Sign the canonical form: characters as they are, in UTF-8."),

	SIGNED_SLASHES("The sender signed JSON with escaped slashes, as PHP writes it",
			"Sign the canonical form: slashes as they are."),

	BODY_EMPTY("The body is empty", "Find out what consumes the body before it is passed on."),

	BODY_BOM("A byte order mark was put before the body", "Pass the received bytes on."),

	BODY_UTF_16("The body was converted to UTF-16", "Pass the received bytes on."),

	BODY_LATIN_1("The body was converted to Latin-1", "Pass the received bytes on."),

	BODY_UTF_8_TWICE("The body was encoded in UTF-8 twice: it was read as Latin-1", "Pass the received bytes on."),

	BODY_GZIP("The body is compressed", "Switch compression of requests off, or unpack them before fuse-sync."),

	BODY_BASE64("The body is in base64, as a gateway hands it over to a function", "Decode it before it is passed on."),

	BODY_URL_ENCODED("The body is URL-encoded, as that of a form", "Pass the received bytes on."),

	BODY_QUOTED("The body is a JSON string that holds the JSON", "Do not encode the text as JSON once more."),

	BODY_LOG_ESCAPED("The body has the escapes of a log", "Restore the bytes, or have the log write them in full."),

	BODY_HTML_ESCAPED("The body has the escapes of HTML", "Pass the received bytes on."),

	BODY_WRAPPED_LINES("Line breaks were put into the body's strings", "Pass the received bytes on."),

	BODY_SURROUNDED("Text was put before or after the JSON", "Pass the received bytes on."),

	BODY_ENVELOPE("The webhook is inside an envelope", "Pass on what is in that field."),

	NULLS_ADDED("Fields with null were added", "Pass the received bytes on instead of an object of a framework."),

	NULLS_REMOVED("Fields with null were left out", "Pass the received bytes on instead of an object of a framework."),

	FIELD_ADDED("A field was added", "Pass the received bytes on."),

	NAMES_CHANGED("The names were changed to another case style",
			"Pass the received bytes on instead of an object of a framework."),

	VALUES_TO_TEXT("Numbers, true or false became strings", "Pass the received bytes on."),

	TEXT_TO_VALUES("Strings of digits became numbers", "Pass the received bytes on."),

	TEXT_TO_JSON("A string that holds JSON became JSON, such as remote_data", "Pass the received bytes on."),

	JSON_TO_TEXT("An object became a string, such as remote_data", "Pass the received bytes on."),

	SLASHES_ESCAPED("Slashes in strings were escaped once more", "Pass the received bytes on."),

	UNICODE_ESCAPED("Characters in strings were escaped once more, as \\u and digits", "Pass the received bytes on."),

	HTML_ESCAPED("Characters in strings were escaped as in HTML", "Pass the received bytes on."),

	UNICODE_NORMALIZED("Characters were composed or decomposed (Unicode normalization)", "Pass the received bytes on."),

	JSON_AMBIGUOUS("The JSON can be read in more than one way, so it is refused whatever its signature",
			"Find out what changed it: Fuse sends each name once."),

	JSON_TOO_DEEP("The JSON is nested more deeply than 1,024 levels", "Find out what changed it."),

	JSON_INVALID("The body is not one JSON object in UTF-8", "Find out what changed or cut it.");

	private final String sentence;

	private final String remedy;

	Cause(String sentence, String remedy) {
		this.sentence = sentence;
		this.remedy = remedy;
	}

	/** Its name for programs, such as {@code signature-hex}. */
	public String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** What happened, without a full stop. */
	public String sentence() {
		return this.sentence;
	}

	/** What to do. */
	public String remedy() {
		return this.remedy;
	}

}
