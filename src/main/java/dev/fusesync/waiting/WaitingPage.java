package dev.fusesync.waiting;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.decisions.Total;

/**
 * A page of the list of waiting webhooks, those that are due first.
 *
 * @param entries the webhooks of this page; may be fewer than the limit, even none,
 * although there are more pages
 * @param next the value of {@code after} for the next page; null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WaitingPage(List<Waiting> entries, String next) {

	/**
	 * Number of matches.
	 *
	 * @param total counted up to 10,000
	 * @param more whether there are more matches than that
	 * @param due how many of them are due already, counted up to 10,000
	 */
	record Count(int total, boolean more, int due) {

		static Count of(Total later, Total due) {
			int sum = later.total() + due.total();
			return new Count(Math.min(sum, Total.MOST_COUNTED), later.more() || due.more() || sum > Total.MOST_COUNTED,
					due.total());
		}

	}

}
