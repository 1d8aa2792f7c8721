package dev.fusesync.page.parts;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fusesync.webhook.Shown;

/**
 * Formats times for people, in UTC and as a distance from now.
 *
 * @param now when the page is made
 */
public record Times(Instant now) {

	private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	/** The time that the JSON has there; null if it has none. */
	public Moment of(JsonNode time) {
		if (!time.isTextual()) {
			return null;
		}
		try {
			return of(Instant.parse(time.textValue()));
		}
		catch (DateTimeException ex) {
			String text = Shown.of(time.textValue());
			return new Moment("", text, text);
		}
	}

	/** That time. */
	public Moment of(Instant time) {
		Duration age = Duration.between(time, this.now);
		String distance = age.isNegative() ? "in " + words(age.negated()) : words(age) + " ago";
		return new Moment(time.toString(), FULL.format(time) + " UTC", isNow(age) ? "now" : distance);
	}

	/** What happened while the page was made is a little later than the page. */
	private static boolean isNow(Duration age) {
		return age.toSeconds() < 1 && age.toSeconds() > -2;
	}

	/** A duration in its largest unit, such as 3 minutes. */
	public static String words(Duration duration) {
		if (duration.toDays() >= 2) {
			return count(duration.toDays(), "day");
		}
		if (duration.toHours() >= 2) {
			return count(duration.toHours(), "hour");
		}
		if (duration.toMinutes() >= 2) {
			return count(duration.toMinutes(), "minute");
		}
		return count(duration.toSeconds(), "second");
	}

	/** A number with its noun, such as 1 dead letter or 3 dead letters. */
	public static String count(long number, String noun) {
		return number(number) + " " + noun + ((number == 1) ? "" : "s");
	}

	/** A number with a comma for each thousand. */
	public static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	/** The time without the seconds' fraction, for the foot of the page. */
	public String clock() {
		return FULL.format(this.now.truncatedTo(ChronoUnit.SECONDS)).substring(11) + " UTC";
	}

	/**
	 * A time as a page shows it.
	 *
	 * @param iso for machines
	 * @param full date and time in UTC
	 * @param ago its distance from now, such as 3 minutes ago or in 20 seconds
	 */
	public record Moment(String iso, String full, String ago) {

	}

}
