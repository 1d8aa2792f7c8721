package dev.fusesync.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times, numbers and sentences for people. */
final class Wording {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private Wording() {
	}

	/** The time of the day or, if it is longer ago, with its date. */
	static String of(Instant time, Instant now) {
		return (Duration.between(time, now).toHours() < 12 ? TIME : DAY).format(time);
	}

	static String exact(Instant time) {
		return EXACT.format(time);
	}

	static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	static String number(long number, String one, String many) {
		return number(number) + " " + ((number == 1) ? one : many);
	}

	/** Returns the sentence with a full stop. */
	static String dotted(String sentence) {
		return sentence.endsWith(".") ? sentence : sentence + ".";
	}

}
