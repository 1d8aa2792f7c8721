package dev.fusesync.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Finds the known name that somebody has probably meant. */
public final class Suggestion {

	private Suggestion() {
	}

	/**
	 * Returns a question such as {@code " Did you mean sync?"}, to be appended to a
	 * sentence; empty if no known name is similar.
	 */
	public static String of(String wrong, Collection<String> known) {
		int most = Math.max(2, wrong.length() / 4);
		return known.stream()
			.filter((name) -> distance(wrong, name) <= most)
			.min(Comparator.comparingInt((name) -> distance(wrong, name)))
			.map((name) -> " Did you mean " + name + "?")
			.orElse("");
	}

	/** The number of letters to insert, delete or replace (Levenshtein). */
	private static int distance(String one, String other) {
		int[] row = IntStream.rangeClosed(0, other.length()).toArray();
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int replaced = diagonal + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[other.length()];
	}

}
