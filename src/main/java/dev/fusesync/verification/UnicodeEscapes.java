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
	static boolean areHexadecimal(char[] text) {
		for (int i = 0; i < text.length - 1; i++) {
			if (text[i] == '\\') {
				i++;
				if (text[i] == 'u' && !isHexadecimal(text, i + 1, Math.min(i + 1 + DIGITS, text.length))) {
					return false;
				}
			}
		}
		return true;
	}

	private static boolean isHexadecimal(char[] text, int from, int to) {
		for (int i = from; i < to; i++) {
			if (!HexFormat.isHexDigit(text[i])) {
				return false;
			}
		}
		return true;
	}

}
