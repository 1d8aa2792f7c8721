package dev.fusesync.deadletters;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.management.Parameters;

/**
 * A page of the list of dead letters, the oldest first.
 *
 * @param total number of matches on all pages, counted up to {@value #MOST_COUNTED}
 * @param more whether there are more matches than that
 * @param entries the dead letters of this page
 * @param next the value of {@code after} for the next page; null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterPage(int total, boolean more, List<DeadLetter> entries, String next) {

	static final int MOST_COUNTED = 10_000;

	/**
	 * Number of matches.
	 *
	 * @param total counted up to {@value DeadLetterPage#MOST_COUNTED}
	 * @param more whether there are more matches than that
	 */
	record Total(int total, boolean more) {

		/** Creates it from a count that stops at one more than the limit. */
		static Total of(int counted) {
			return new Total(Math.min(counted, MOST_COUNTED), counted > MOST_COUNTED);
		}

		/** The count to pass to {@link #of}. */
		int counted() {
			return this.more ? MOST_COUNTED + 1 : this.total;
		}

	}

	/**
	 * A position in the order of dead letters.
	 *
	 * @param deadAt when the previous one became a dead letter, in ms since 1970
	 * @param seq the number of its row
	 */
	record Place(long deadAt, long seq) {

		static final Place FIRST = new Place(0, 0);

		/** Parses the value of {@code next} of a page; null starts with the oldest. */
		static Place of(String after) {
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
			return this.deadAt + "-" + this.seq;
		}

	}

}
