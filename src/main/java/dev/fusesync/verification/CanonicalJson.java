package dev.fusesync.verification;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The canonical form that Fuse signs: the result of ECMAScript's {@code JSON.stringify}
 * for the parsed body with the keys of every object sorted (Fuse's page "HMAC
 * verification"). Accepts the maps, lists, strings, numbers and booleans that Jackson
 * reads.
 */
public final class CanonicalJson {

	/** Number of digits of the largest array index, 4294967294. */
	private static final int INDEX_DIGITS = 10;

	private static final long LARGEST_INDEX = 4_294_967_294L;

	private static final char[] HEX = "0123456789abcdef".toCharArray();

	/** Initial capacity if the length of the body is unknown. */
	private static final int USUAL = 1_024;

	private final StringBuilder out;

	private CanonicalJson(int length) {
		this.out = new StringBuilder(length);
	}

	/** Like {@link #of(Object, int)}, for an unknown length. */
	public static byte[] of(Object parsed) {
		return of(parsed, USUAL);
	}

	/**
	 * Returns the canonical form in UTF-8.
	 * @param length the expected length, usually at most that of the body
	 * @throws WebhookRejectedException if an object has the key {@code __proto__}, which
	 * JavaScript drops, so that no signature covers it
	 */
	static byte[] of(Object parsed, int length) {
		CanonicalJson canonical = new CanonicalJson(length);
		canonical.write(parsed);
		return canonical.out.toString().getBytes(StandardCharsets.UTF_8);
	}

	private void write(Object value) {
		if (value instanceof Map<?, ?> object) {
			writeObject(object);
		}
		else if (value instanceof List<?> array) {
			writeArray(array);
		}
		else if (value instanceof String text) {
			writeString(text);
		}
		else if (value instanceof Number number) {
			EcmaScriptNumber.append(number.doubleValue(), this.out);
		}
		else {
			this.out.append(value);
		}
	}

	private void writeObject(Map<?, ?> object) {
		String[] keys = object.keySet().toArray(String[]::new);
		Arrays.sort(keys, CanonicalJson::compareKeys);
		char separator = '{';
		for (String key : keys) {
			if (key.equals("__proto__")) {
				throw WebhookRejectedException.malformed("The body has a name __proto__");
			}
			this.out.append(separator);
			writeString(key);
			this.out.append(':');
			write(object.get(key));
			separator = ',';
		}
		this.out.append((separator == '{') ? "{}" : "}");
	}

	private void writeArray(List<?> array) {
		char separator = '[';
		for (Object element : array) {
			this.out.append(separator);
			write(element);
			separator = ',';
		}
		this.out.append((separator == '[') ? "[]" : "]");
	}

	/** ECMA-262, 25.5.2.3 QuoteJSONString. */
	private void writeString(String text) {
		this.out.append('"');
		int plain = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c) && isLone(text, i)) {
				this.out.append(text, plain, i);
				escape(c);
				plain = i + 1;
			}
		}
		this.out.append(text, plain, text.length()).append('"');
	}

	private void escape(char c) {
		int known = "\"\\\b\t\n\f\r".indexOf(c);
		this.out.append('\\');
		if (known >= 0) {
			this.out.append("\"\\btnfr".charAt(known));
		}
		else {
			this.out.append('u')
				.append(HEX[c >> 12])
				.append(HEX[c >> 8 & 15])
				.append(HEX[c >> 4 & 15])
				.append(HEX[c & 15]);
		}
	}

	private static boolean isLone(String text, int i) {
		return Character.isHighSurrogate(text.charAt(i))
				? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
				: i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
	}

	/**
	 * ECMA-262, 10.1.11.1 OrdinaryOwnPropertyKeys: array indices first, by their number.
	 */
	private static int compareKeys(String a, String b) {
		long first = index(a);
		long second = index(b);
		if (first < 0 && second < 0) {
			return a.compareTo(b);
		}
		return (first < 0 || second < 0) ? Long.compare(second, first) : Long.compare(first, second);
	}

	/** Returns the key as an array index, or -1. */
	private static long index(String key) {
		if (key.isEmpty() || key.length() > INDEX_DIGITS || key.charAt(0) == '0' && key.length() > 1) {
			return -1;
		}
		long index = 0;
		for (int i = 0; i < key.length(); i++) {
			int digit = key.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			index = index * 10 + digit;
		}
		return (index <= LARGEST_INDEX) ? index : -1;
	}

}
