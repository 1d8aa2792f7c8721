package dev.fusesync.connections;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import dev.fusesync.webhook.Shown;

/**
 * The webhook that determines the state of a connection, and the state as a sentence for
 * a person. Unknown values are null.
 *
 * @param at when it was received, dead-lettered, synced or discarded
 * @param type type of the webhook
 * @param attempts number of completed attempts
 * @param due when the next attempt is due
 * @param reason why the last attempt failed
 */
record Summary(Instant at, String type, int attempts, Instant due, String reason) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter
		.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final int DAYS_FROM_HOURS = 48;

	/** Returns the sentence. */
	String of(ConnectionState state, Instant now) {
		return switch (state) {
			case DEAD_LETTERED -> "Dead letter since " + time(this.at, now) + because();
			case WAITING -> waiting(now);
			case ENDED -> "Disconnected or finished since " + time(this.at, now);
			case SYNCED -> "Synced " + ago(this.at, now) + ((this.attempts > 0) ? " at attempt " + this.attempts : "");
			case DISCARDED -> "Discarded " + ago(this.at, now) + ", never synced";
			case RECEIVED -> "Received " + Shown.of(this.type) + " " + ago(this.at, now) + ", never synced";
		};
	}

	private String waiting(Instant now) {
		if (this.attempts == 0) {
			return "Waiting for its first attempt since " + time(this.at, now);
		}
		return "Waiting for its " + ordinal(this.attempts + 1) + " attempt"
				+ (this.due.isAfter(now) ? " at " : ", due since ") + time(this.due, now) + because();
	}

	private String because() {
		return (this.reason != null) ? ": " + this.reason.replaceFirst("\\.$", "") : "";
	}

	/** With the date, unless that is today's. */
	private static String time(Instant time, Instant now) {
		boolean today = time.atZone(ZoneOffset.UTC).toLocalDate().equals(now.atZone(ZoneOffset.UTC).toLocalDate());
		return (today ? TIME : DATE_AND_TIME).format(time);
	}

	private static String ago(Instant time, Instant now) {
		Duration ago = Duration.between(time, now);
		if (ago.toMinutes() < 1) {
			return "less than a minute ago";
		}
		if (ago.toHours() < 1) {
			return number(ago.toMinutes(), "minute") + " ago";
		}
		return ((ago.toHours() < DAYS_FROM_HOURS) ? number(ago.toHours(), "hour") : number(ago.toDays(), "day"))
				+ " ago";
	}

	private static String number(long number, String unit) {
		return number + " " + unit + ((number == 1) ? "" : "s");
	}

	private static String ordinal(int number) {
		boolean teen = number / 10 % 10 == 1;
		return number + (teen ? "th" : switch (number % 10) {
			case 1 -> "st";
			case 2 -> "nd";
			case 3 -> "rd";
			default -> "th";
		});
	}

}
