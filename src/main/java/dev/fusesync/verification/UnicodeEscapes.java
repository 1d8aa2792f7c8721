package dev.fusesync.verification;

import java.util.HexFormat;

/**
 * Checks the digits of Unicode escapes (RFC 8259, section 7). Jackson looks only at the
 * lowest eight bits of each when it parses characters, so that other bytes than those
 * that were signed could pass for them.
 */
final class UnicodeEscapes {

	private static final int DIGITS = 4;

	private UnicodeEscapes() {
	}

	/** A backslash outside a string is looked at too: JSON has none there. */
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
