package dev.fusesync.webhook;

import java.util.regex.Pattern;

/** Values from outside as people and logs see them: on one line, and not too long. */
public final class Shown {

	private static final int LONGEST = 200;

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");

	private Shown() {
	}

	/**
	 * The value with escapes such as {@code \}{@code u0000} for what cannot be printed,
	 * cut after {@value #LONGEST} characters; "none" for null.
	 */
	public static String of(String value) {
		if (value == null) {
			return "none";
		}
		String start = (value.length() > LONGEST) ? value.substring(0, LONGEST) : value;
		String line = UNPRINTABLE.matcher(start)
			.replaceAll((found) -> "\\\\u%04X".formatted((int) found.group().charAt(0)));
		return (value.length() > LONGEST) ? line + "... (" + value.length() + " characters)" : line;
	}

}
