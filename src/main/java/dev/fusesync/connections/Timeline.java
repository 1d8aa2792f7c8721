package dev.fusesync.connections;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fusesync.management.Parameters;

/**
 * What became of the webhooks of a connection.
 *
 * @param status its present state
 * @param summary the same in one sentence
 * @param events what happened, the newest first
 * @param next the value of {@code after} for older events; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Timeline(@JsonUnwrapped ConnectionStatus status, String summary, List<Event> events, String next) {

	/**
	 * What happened to a webhook. Unknown values are null and not shown.
	 *
	 * @param event received, retried, retry-now, dead-lettered, replayed, synced,
	 * delivered, covered, discarded or superseded
	 * @param webhook id of the webhook, which its sender received and the log shows
	 * @param attempt number of the attempt; null for a decision
	 * @param status HTTP status of the response
	 * @param code Fuse's error code
	 * @param requestId Fuse's request id
	 * @param by who decided
	 * @param due when the next attempt was due
	 * @param place its position in the order of the timeline
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Event(Instant at, String event, String webhook, String type, Integer attempt, Integer status, String code,
			String requestId, String reason, String by, Instant due, @JsonIgnore Place place) {

	}

	/**
	 * A position in a timeline.
	 *
	 * @param top number of the newest row from which on webhooks are read
	 * @param at time of the previous event, in ms since 1970
	 * @param webhook number of its webhook's row
	 * @param step its number among the events of the webhook
	 */
	record Place(long top, long at, long webhook, long step) implements Comparable<Place> {

		static final long LAST = 999_999_999_999_999_999L;

		/** The newest event. */
		static final Place FIRST = before(LAST);

		/** The first event of the webhooks up to that row. */
		static Place before(long top) {
			return new Place(top, LAST, LAST, LAST);
		}

		/** Parses the value of {@code next} of a page; null starts with the newest. */
		static Place of(String after) {
			if (after == null) {
				return FIRST;
			}
			if (!after.matches("\\d{1,18}(-\\d{1,18}){3}")) {
				throw Parameters.wrong("The value of after is what the previous page has under next");
			}
			String[] numbers = after.split("-");
			return new Place(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]),
					Long.parseLong(numbers[3]));
		}

		/** The newest first. */
		@Override
		public int compareTo(Place other) {
			int byTime = Long.compare(other.at, this.at);
			int byWebhook = (byTime != 0) ? byTime : Long.compare(other.webhook, this.webhook);
			return (byWebhook != 0) ? byWebhook : Long.compare(other.step, this.step);
		}

		@Override
		public String toString() {
			return this.top + "-" + this.at + "-" + this.webhook + "-" + this.step;
		}

	}

}
