package dev.fusesync.deadletters;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.management.Parameters;
import dev.fusesync.store.Outcome;
import dev.fusesync.sync.failure.FailureClass;

/**
 * Selects the dead letters that match all criteria that are not null, or webhooks that
 * were synced or delivered and whose bodies are kept.
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
 * @param superseded whether a newer webhook of the connection was synced
 * @param state synced (or covered) or delivered; null for dead letters
 * @param finishedAfter synced or delivered at that time or later
 * @param finishedBefore synced or delivered at that time or earlier
 * @param cause the cause of the dead letters, as {@code causes} lists it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterFilter(String connection, String type, String source, String code, String failureClass,
		Instant receivedAfter, Instant receivedBefore, Instant deadAfter, Instant deadBefore, Integer attempts,
		Boolean superseded, String state, Instant finishedAfter, Instant finishedBefore, String cause) {

	/** Names of the filter parameters. */
	static final List<String> NAMES = List.of("connection", "type", "source", "code", "failureClass", "receivedAfter",
			"receivedBefore", "deadAfter", "deadBefore", "olderThan", "attempts", "superseded", "state",
			"finishedAfter", "finishedBefore", "cause");

	/** Possible failure classes of a dead letter. */
	static final Set<String> CLASSES = FailureClass.STORED;

	private static final List<String> OF_DEAD_LETTERS = List.of("code", "failureClass", "deadAfter", "deadBefore",
			"olderThan", "superseded", "cause");

	private static final List<String> OF_OTHERS = List.of("finishedAfter", "finishedBefore");

	/** Matches all dead letters. */
	static final DeadLetterFilter NONE = deadBefore(null);

	/** Matches the superseded ones. */
	static final DeadLetterFilter SUPERSEDED = new DeadLetterFilter(null, null, null, null, null, null, null, null,
			null, null, true, null, null, null, null);

	/**
	 * Creates a filter from the parameters of a request.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if a value is invalid
	 */
	static DeadLetterFilter of(Parameters asked, Instant now) {
		String state = asked.get("state");
		if (state != null && !state.equals(Outcome.SYNCED) && !state.equals(Outcome.DELIVERED)) {
			throw Parameters.wrong("The state is synced or delivered; leave it out for dead letters");
		}
		if (asked.hasAny((state != null) ? OF_DEAD_LETTERS : OF_OTHERS)) {
			throw Parameters.wrong((state != null) ? "With a state leave out " + String.join(", ", OF_DEAD_LETTERS)
					: "With " + String.join(" or ", OF_OTHERS) + " give the state: synced or delivered");
		}
		String failureClass = asked.get("failureClass");
		if (failureClass != null && !CLASSES.contains(failureClass)) {
			throw Parameters.wrong("The failureClass is one of " + String.join(", ", CLASSES));
		}
		if (asked.hasAny(List.of("deadBefore")) && asked.hasAny(List.of("olderThan"))) {
			throw Parameters.wrong("Give either deadBefore or olderThan: leave one out");
		}
		String olderThan = asked.get("olderThan");
		return new DeadLetterFilter(asked.get("connection"), asked.get("type"), asked.get("source"), asked.get("code"),
				failureClass, asked.time("receivedAfter"), asked.time("receivedBefore"), asked.time("deadAfter"),
				(olderThan != null) ? now.minus(age(olderThan)) : asked.time("deadBefore"),
				attempts(asked.get("attempts")),
				(asked.get("superseded") != null) ? asked.flag("superseded", false) : null, state,
				asked.time("finishedAfter"), asked.time("finishedBefore"), cause(asked.get("cause")));
	}

	/** Matches all of a state. */
	private static DeadLetterFilter ofState(String state) {
		return new DeadLetterFilter(null, null, null, null, null, null, null, null, null, null, null, state, null, null,
				null);
	}

	/** The plural of what is selected, for the log. */
	String plural() {
		return (this.state != null) ? this.state + " webhooks" : "dead letters";
	}

	/** Matches all that became dead letters before that time. */
	static DeadLetterFilter deadBefore(Instant time) {
		return new DeadLetterFilter(null, null, null, null, null, null, null, null, time, null, null, null, null, null,
				null);
	}

	/**
	 * Returns this filter if it has a criterion besides the state or all are requested
	 * explicitly, so that nobody replays or discards all by mistake.
	 */
	DeadLetterFilter orAll(boolean all) {
		if (equals(ofState(this.state)) == all) {
			return this;
		}
		throw Parameters.wrong(all ? "Give either a filter or all: leave one out"
				: "Say which: an id, or a filter (" + String.join(", ", NAMES) + "), or all as true");
	}

	private static String cause(String cause) {
		if (cause != null && !cause.matches("[\\w-]{43}")) {
			throw Parameters.wrong("The value of cause is what causes shows under cause");
		}
		return cause;
	}

	private static Duration age(String olderThan) {
		return Parameters.age(olderThan)
			.orElseThrow(() -> Parameters.wrong("The value of olderThan is a duration such as 30m, 12h, 7d or PT30M"));
	}

	private static Integer attempts(String attempts) {
		if (attempts != null && !attempts.matches("[1-9]\\d{0,8}")) {
			throw Parameters.wrong("The value of attempts is a number from 1 on");
		}
		return (attempts != null) ? Integer.valueOf(attempts) : null;
	}

}
