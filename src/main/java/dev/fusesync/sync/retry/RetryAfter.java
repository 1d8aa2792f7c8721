package dev.fusesync.sync.retry;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * Parses the header {@code Retry-After}: seconds or an HTTP date (RFC 9110, section
 * 10.2.3).
 */
public final class RetryAfter {

	private RetryAfter() {
	}

	/**
	 * Returns the wait from now, at most the longest one; null if there is none or it is
	 * invalid.
	 */
	public static Duration parse(String header, Instant now, Duration longest) {
		Duration wait = parse(header, now);
		return (wait != null && wait.compareTo(longest) > 0) ? longest : wait;
	}

	private static Duration parse(String header, Instant now) {
		if (header == null) {
			return null;
		}
		if (header.strip().matches("\\d{1,9}")) {
			return Duration.ofSeconds(Long.parseLong(header.strip()));
		}
		try {
			Instant date = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
