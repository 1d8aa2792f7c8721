package dev.fusesync.decisions;

import dev.fusesync.management.Parameters;

/**
 * A position in a list of webhooks.
 *
 * @param at the time by which the list is ordered, of the previous webhook, in ms since
 * 1970
 * @param seq the number of its row
 */
public record Place(long at, long seq) {

	/** Before the first webhook. */
	public static final Place FIRST = new Place(0, 0);

	/** Parses the value of {@code next} of a page; null starts with the first webhook. */
	public static Place of(String after) {
		if (after == null) {
			return FIRST;
		}
		if (!after.matches("\\d{1,18}-\\d{1,18}")) {
			throw Parameters.wrong("The value of after is what the previous page has under next");
		}
		int hyphen = after.indexOf('-');
		return new Place(Long.parseLong(after.substring(0, hyphen)), Long.parseLong(after.substring(hyphen + 1)));
	}

	@Override
	public String toString() {
		return this.at + "-" + this.seq;
	}

}
