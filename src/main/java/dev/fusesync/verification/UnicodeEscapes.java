package dev.fusesync.verification;

import java.util.HexFormat;

/**
 * Checks the digits of Unicode escapes (RFC 8259, section 7). Jackson only checks the
 * lowest eight bits of each when it parses characters, so that a body other than the
 * signed one could be accepted.
 */
final class UnicodeEscapes {

	private static final int DIGITS = 4;

	private UnicodeEscapes() {
	}

	/** Also checks backslashes outside strings, which are not valid JSON. */
	static boolean areHexadecimal(String text) {
		int last = text.length() - 1;
		for (int i = text.indexOf('\\'); i >= 0 && i < last; i = text.indexOf('\\', i + 2)) {
			if (text.charAt(i + 1) == 'u' && !isHexadecimal(text, i + 2, Math.min(i + 2 + DIGITS, text.length()))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isHexadecimal(String text, int from, int to) {
		for (int i = from; i < to; i++) {
			if (!HexFormat.isHexDigit(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

}
