package dev.fusesync.deadletters;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.management.Parameters;
import dev.fusesync.sync.failure.FailureClass;

import org.springframework.boot.convert.DurationStyle;

/**
 * Selects the dead letters that match all criteria that are not null.
 *
 * @param connection Fuse's id of the connection
 * @param type type of the webhook
 * @param source the aggregator, for example plaid
 * @param code Fuse's error code
 * @param failureClass one of {@link #CLASSES}
 * @param receivedAfter first received at that time or later
 * @param receivedBefore first received at that time or earlier
 * @param deadAfter dead-lettered at that time or later
 * @param deadBefore dead-lettered at that time or earlier
 * @param attempts attempted at least that many times
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterFilter(String connection, String type, String source, String code, String failureClass,
		Instant receivedAfter, Instant receivedBefore, Instant deadAfter, Instant deadBefore, Integer attempts) {

	/** Names of the filter parameters. */
	static final List<String> NAMES = List.of("connection", "type", "source", "code", "failureClass", "receivedAfter",
			"receivedBefore", "deadAfter", "deadBefore", "olderThan", "attempts");

	/** Possible failure classes of a dead letter. */
	static final Set<String> CLASSES = Stream
		.concat(Arrays.stream(FailureClass.values()).map(FailureClass::value), Stream.of("unexpected"))
		.collect(Collectors.toCollection(TreeSet::new));

	/** Matches all dead letters. */
	static final DeadLetterFilter NONE = deadBefore(null);

	private static final int LONGEST_AGE_DAYS = 36_500;

	/**
	 * Creates a filter from the parameters of a request.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if a value is invalid
	 */
	static DeadLetterFilter of(Parameters asked, Instant now) {
		String failureClass = asked.get("failureClass");
		if (failureClass != null && !CLASSES.contains(failureClass)) {
			throw Parameters.wrong("The failureClass is one of " + String.join(", ", CLASSES));
		}
		if (asked.hasAny(List.of("deadBefore")) && asked.hasAny(List.of("olderThan"))) {
			throw Parameters.wrong("Give either deadBefore or olderThan: leave one out");
		}
		String olderThan = asked.get("olderThan");
		return new DeadLetterFilter(asked.get("connection"), asked.get("type"), asked.get("source"), asked.get("code"),
				failureClass, time(asked, "receivedAfter"), time(asked, "receivedBefore"), time(asked, "deadAfter"),
				(olderThan != null) ? now.minus(age(olderThan)) : time(asked, "deadBefore"),
				attempts(asked.get("attempts")));
	}

	/** Matches all that became dead letters before that time. */
	static DeadLetterFilter deadBefore(Instant time) {
		return new DeadLetterFilter(null, null, null, null, null, null, null, null, time, null);
	}

	/**
	 * Returns this filter if it has a criterion or all dead letters are requested
	 * explicitly, so that nobody replays or discards all by mistake.
	 */
	DeadLetterFilter orAll(boolean all) {
		if (equals(NONE) == all) {
			return this;
		}
		throw Parameters.wrong(all ? "Give either a filter or all: leave one out"
				: "Say which: an id, or a filter (" + String.join(", ", NAMES) + "), or all as true");
	}

	private static Instant time(Parameters asked, String name) {
		try {
			return (asked.get(name) != null)
					? Instant.ofEpochMilli(OffsetDateTime.parse(asked.get(name)).toInstant().toEpochMilli()) : null;
		}
		catch (DateTimeException | ArithmeticException ex) {
			throw Parameters.wrong("The value of " + name + " is a time such as 2026-01-31T23:59:59Z");
		}
	}

	private static Duration age(String olderThan) {
		try {
			Duration age = DurationStyle.detectAndParse(olderThan);
			if (!age.isNegative() && age.toDays() < LONGEST_AGE_DAYS) {
				return age;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Reported below.
		}
		throw Parameters.wrong("The value of olderThan is a duration such as 30m, 12h, 7d or PT30M");
	}

	private static Integer attempts(String attempts) {
		if (attempts != null && !attempts.matches("[1-9]\\d{0,8}")) {
			throw Parameters.wrong("The value of attempts is a number from 1 on");
		}
		return (attempts != null) ? Integer.valueOf(attempts) : null;
	}

}
