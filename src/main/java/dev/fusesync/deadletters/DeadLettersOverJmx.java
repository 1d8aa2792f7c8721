package dev.fusesync.deadletters;

import java.util.List;
import java.util.TreeMap;

import dev.fusesync.deadletters.causes.Cause;
import dev.fusesync.decisions.DecisionAnswer;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.decisions.Total;
import dev.fusesync.management.Parameters;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Dead letters over JMX, with a form for each operation in Hawtio. JMX has no login, so
 * bodies are always masked and decisions are attributed to "JMX".
 */
@Component
@EndpointJmxExtension(endpoint = DeadLettersEndpoint.class)
class DeadLettersOverJmx {

	private static final String BY = "JMX";

	private static final Parameters NONE = new Parameters(new TreeMap<>());

	private final DeadLettersEndpoint deadLetters;

	DeadLettersOverJmx(DeadLettersEndpoint deadLetters) {
		this.deadLetters = deadLetters;
	}

	/** Returns a page of matching dead letters, the oldest first. */
	@ReadOperation
	DeadLetterPage list(@Nullable String connection, @Nullable String type, @Nullable String source,
			@Nullable String code, @Nullable String failureClass, @Nullable String receivedAfter,
			@Nullable String receivedBefore, @Nullable String deadAfter, @Nullable String deadBefore,
			@Nullable String olderThan, @Nullable String attempts, @Nullable String superseded, @Nullable String state,
			@Nullable String finishedAfter, @Nullable String finishedBefore, @Nullable String cause,
			@Nullable String limit, @Nullable String after) {
		return this.deadLetters
			.list(parameters(connection, type, source, code, failureClass, receivedAfter, receivedBefore, deadAfter,
					deadBefore, olderThan, attempts, superseded, state, finishedAfter, finishedBefore, cause)
				.with("limit", limit)
				.with("after", after));
	}

	/** Counts the matches. */
	@ReadOperation
	Total count(@Nullable String connection, @Nullable String type, @Nullable String source, @Nullable String code,
			@Nullable String failureClass, @Nullable String receivedAfter, @Nullable String receivedBefore,
			@Nullable String deadAfter, @Nullable String deadBefore, @Nullable String olderThan,
			@Nullable String attempts, @Nullable String superseded, @Nullable String state,
			@Nullable String finishedAfter, @Nullable String finishedBefore, @Nullable String cause) {
		return this.deadLetters
			.count(parameters(connection, type, source, code, failureClass, receivedAfter, receivedBefore, deadAfter,
					deadBefore, olderThan, attempts, superseded, state, finishedAfter, finishedBefore, cause));
	}

	/** Returns the causes of dead letters, the one with the latest dead letter first. */
	@ReadOperation
	List<Cause> causes(@Nullable String limit) {
		return this.deadLetters.causes(NONE.with("limit", limit));
	}

	/** Returns one dead letter with its body, customer data and secrets masked. */
	@ReadOperation
	DeadLetter.Opened show(String id) {
		return this.deadLetters.show(id).masked();
	}

	/** Replays or discards one dead letter; a discard requires a reason. */
	@WriteOperation
	DeadLettersEndpoint.Decided decide(String id, @Nullable String action, @Nullable String reason) {
		return this.deadLetters.decide(id, DeadLetterTarget.decision(action, reason, BY));
	}

	/**
	 * Replays or discards all dead letters that match; only counts them unless dryRun is
	 * false.
	 */
	@WriteOperation
	DecisionAnswer decideMany(@Nullable String action, @Nullable String reason, @Nullable String connection,
			@Nullable String type, @Nullable String source, @Nullable String code, @Nullable String failureClass,
			@Nullable String receivedAfter, @Nullable String receivedBefore, @Nullable String deadAfter,
			@Nullable String deadBefore, @Nullable String olderThan, @Nullable String attempts,
			@Nullable String superseded, @Nullable String state, @Nullable String finishedAfter,
			@Nullable String finishedBefore, @Nullable String cause, @Nullable String all, @Nullable String dryRun) {
		Parameters asked = parameters(connection, type, source, code, failureClass, receivedAfter, receivedBefore,
				deadAfter, deadBefore, olderThan, attempts, superseded, state, finishedAfter, finishedBefore, cause)
			.with("all", all)
			.with("dryRun", dryRun);
		return this.deadLetters.decideMany(asked, DeadLetterTarget.decision(action, reason, BY));
	}

	/** Returns the last decisions about many, the newest first. */
	@ReadOperation
	List<ManyDecision> listDecisions() {
		return this.deadLetters.decisions();
	}

	/** Stops the running decision. */
	@WriteOperation
	ManyDecision stop() {
		return this.deadLetters.stop(BY);
	}

	/** In the order of {@link DeadLetterFilter#NAMES}. */
	private static Parameters parameters(String... filter) {
		Parameters asked = NONE;
		for (int i = 0; i < filter.length; i++) {
			asked = asked.with(DeadLetterFilter.NAMES.get(i), filter[i]);
		}
		return asked;
	}

}
