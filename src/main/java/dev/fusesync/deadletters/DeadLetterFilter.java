package dev.fusesync.deadletters;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.sync.failure.FailureClass;
import org.springframework.boot.convert.DurationStyle;

/**
 * Which dead letters are meant: those that have all that is not null here.
 *
 * @param failureClass one of {@link #CLASSES}
 * @param code Fuse's error code
 * @param source the aggregator, for example plaid
 * @param connection Fuse's id of the connection
 * @param parkedBefore those that became dead letters before then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetterFilter(String failureClass, String code, String source, String connection,
		Instant parkedBefore) implements Predicate<DeadLetter> {

	/** What a dead letter's class can be. */
	static final Set<String> CLASSES = Stream
		.concat(Arrays.stream(FailureClass.values()).map(FailureClass::label), Stream.of(DeadLetter.UNEXPECTED))
		.collect(Collectors.toUnmodifiableSet());

	/**
	 * Reads what a person asked for.
	 * @param olderThan how long ago they became dead letters at least, as PT30M or 30m
	 * @throws BadRequest with a sentence if a value means nothing
	 */
	public static DeadLetterFilter of(String failureClass, String code, String source, String connection,
			String olderThan, Instant now) {
		if (failureClass != null && !CLASSES.contains(failureClass)) {
			throw new BadRequest("The failureClass is one of " + String.join(", ", CLASSES.stream().sorted().toList()));
		}
		return new DeadLetterFilter(failureClass, code, source, connection,
				(olderThan != null) ? now.minus(age(olderThan)) : null);
	}

	/** Those that became dead letters before that time, whatever they are. */
	static DeadLetterFilter parkedBefore(Instant time) {
		return new DeadLetterFilter(null, null, null, null, time);
	}

	/**
	 * The same, if it names anything or all are meant, so that nobody replays or discards
	 * all by a slip.
	 * @throws BadRequest with a sentence if it is neither or both
	 */
	public DeadLetterFilter orAll(boolean all) {
		boolean namesNothing = equals(parkedBefore(null));
		if (namesNothing == all) {
			return this;
		}
		throw new BadRequest(all ? "All of them are not those of a filter: leave one out"
				: "Say which: failureClass, code, source, connection or olderThan, or all as true");
	}

	/** The same, but without those that became dead letters after that time. */
	public DeadLetterFilter until(Instant time) {
		return new DeadLetterFilter(this.failureClass, this.code, this.source, this.connection,
				(this.parkedBefore != null) ? this.parkedBefore : time);
	}

	private static Duration age(String olderThan) {
		try {
			Duration age = DurationStyle.detectAndParse(olderThan);
			if (!age.isNegative() && age.toDays() < 36500) {
				return age;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Said below.
		}
		throw new BadRequest("The value of olderThan is a duration such as 30m, 12h, 7d or PT30M");
	}

	@Override
	public boolean test(DeadLetter deadLetter) {
		return same(this.failureClass, deadLetter.failureClass()) && same(this.code, deadLetter.code())
				&& same(this.source, deadLetter.source()) && same(this.connection, deadLetter.connection())
				&& (this.parkedBefore == null || !Instant.parse(deadLetter.parked()).isAfter(this.parkedBefore));
	}

	private static boolean same(String wanted, String found) {
		return wanted == null || wanted.equals(found);
	}

}
