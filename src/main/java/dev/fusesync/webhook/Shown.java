package dev.fusesync.webhook;

import java.util.regex.Pattern;

/** Formats external values for people and logs: on one line, with limited length. */
public final class Shown {

	private static final int LONGEST = 200;

	private static final Pattern UNPRINTABLE = Pattern
		.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]");

	private Shown() {
	}

	/**
	 * Returns the value with escapes such as {@code \}{@code u0000} for characters that
	 * cannot be printed or change the direction of a line, truncated after
	 * {@value #LONGEST} characters; "none" for null.
	 */
	public static String of(String value) {
		return (value != null) ? of(value, LONGEST) : "none";
	}

	/** Returns the value with these escapes, truncated after so many characters. */
	public static String of(String value, int longest) {
		String line = whole((value.length() > longest) ? value.substring(0, longest) : value);
		return (value.length() > longest) ? line + "... (" + value.length() + " characters)" : line;
	}

	/** Returns the value with these escapes, however long. */
	public static String whole(String value) {
		return UNPRINTABLE.matcher(value).replaceAll((found) -> "\\\\u%04X".formatted((int) found.group().charAt(0)));
	}

}
