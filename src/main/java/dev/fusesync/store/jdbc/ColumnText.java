package dev.fusesync.store.jdbc;

/**
 * Escapes external text for a column. Databases do not store every Java string:
 * PostgreSQL rejects NUL, and neither database keeps a lone surrogate. These are written
 * as an escape, {@code \}{@code u0000}, and a backslash is doubled.
 */
public final class ColumnText {

	private static final int DIGITS = 4;

	private ColumnText() {
	}

	/** Escapes the text for the column; null for null. */
	public static String write(String text) {
		if (text == null || isPlain(text)) {
			return text;
		}
		StringBuilder column = new StringBuilder(text.length() + DIGITS);
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '\\') {
				column.append("\\\\");
			}
			else if (character == 0 || isLone(text, i)) {
				column.append("\\u%04X".formatted((int) character));
			}
			else {
				column.append(character);
			}
		}
		return column.toString();
	}

	/** Returns the original text of a column value. */
	public static String read(String column) {
		if (column == null || column.indexOf('\\') < 0) {
			return column;
		}
		StringBuilder text = new StringBuilder(column.length());
		for (int i = 0; i < column.length(); i++) {
			char character = column.charAt(i);
			if (character != '\\') {
				text.append(character);
			}
			else if (column.charAt(++i) == '\\') {
				text.append('\\');
			}
			else {
				text.append((char) Integer.parseInt(column, i + 1, i + 1 + DIGITS, 16));
				i += DIGITS;
			}
		}
		return text.toString();
	}

	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			if (character == '\\' || character == 0 || Character.isSurrogate(character)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isLone(String text, int index) {
		char character = text.charAt(index);
		if (Character.isHighSurrogate(character)) {
			return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
		}
		return Character.isLowSurrogate(character)
				&& (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
	}

}
