package dev.fusesync.deadletters;

import java.time.Instant;
import java.util.List;

import dev.fusesync.deadletters.causes.Cause;
import dev.fusesync.deadletters.causes.CauseQueries;
import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionAnswer;
import dev.fusesync.decisions.DecisionQueries;
import dev.fusesync.decisions.DecisionRun;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.decisions.Place;
import dev.fusesync.decisions.Total;
import dev.fusesync.management.Parameters;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Shows, replays and discards dead letters, and sends webhooks again whose bodies are
 * kept, over HTTP by {@link DeadLettersOverHttp} and over JMX by
 * {@link DeadLettersOverJmx}. Responds with 400 to an invalid request, 404 if the dead
 * letter no longer exists, and 409 while another decision about many is running, each
 * with a sentence; over JMX these are exceptions with that sentence.
 */
@Component
@Endpoint(id = "deadletters")
class DeadLettersEndpoint {

	private final DeadLetterQueries queries;

	private final CauseQueries causes;

	private final DecisionQueries decisions;

	private final DecisionRun run;

	private final DeadLetterTarget target;

	DeadLettersEndpoint(DeadLetterQueries queries, CauseQueries causes, DecisionQueries decisions, DecisionRun run,
			DeadLetterTarget target) {
		this.queries = queries;
		this.causes = causes;
		this.decisions = decisions;
		this.run = run;
		this.target = target;
	}

	/** Returns a page of matches. */
	DeadLetterPage list(Parameters asked) {
		return this.queries.page(DeadLetterFilter.of(asked, Instant.now()), Place.of(asked.get("after")),
				asked.limit());
	}

	/** Counts the matches. */
	Total count(Parameters asked) {
		return this.queries.count(DeadLetterFilter.of(asked, Instant.now()));
	}

	/** Returns the causes, the one with the latest dead letter first. */
	List<Cause> causes(Parameters asked) {
		int limit = asked.limit();
		return this.causes.causes().stream().limit(limit).toList();
	}

	/** Returns one with its unmasked body. */
	DeadLetter.Opened show(String id) {
		return this.queries.open(id).orElseThrow(DeadLettersEndpoint::gone);
	}

	/** Replays or discards one. */
	Decided decide(String id, Decision decision) {
		DeadLetter done = this.queries.one(id)
			.flatMap((found) -> this.queries.carryOut(decision, found))
			.orElseThrow(DeadLettersEndpoint::gone);
		DeadLetterTarget.log(decision, done);
		return new Decided(decision.action(), done);
	}

	/** Replays or discards, in the background, all that match at this time. */
	DecisionAnswer decideMany(Parameters asked, Decision decision) {
		boolean onlyCount = asked.flag("dryRun", true);
		DeadLetterFilter filter = DeadLetterFilter.of(asked, Instant.now()).orAll(asked.flag("all", false));
		Total found = this.queries.count(filter);
		if (onlyCount) {
			return DecisionAnswer.dryRun(decision, filter, found);
		}
		ManyDecision begun = this.run.begin(this.target, decision, filter, found)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.CONFLICT, DecisionRun.ANOTHER));
		return DecisionAnswer.begun(begun, filter);
	}

	/** The last decisions about many, the newest first. */
	List<ManyDecision> decisions() {
		return this.decisions.last();
	}

	/** Stops the running decision. The remaining dead letters are not changed. */
	ManyDecision stop(String by) {
		return this.run.stop(by)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND,
					"No decision about many webhooks is under way"));
	}

	static ResponseStatusException gone() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND,
				"There is no such dead letter; it may have been replayed or discarded");
	}

	/**
	 * Response to a decision about one dead letter.
	 *
	 * @param deadLetter the dead letter before the decision
	 */
	record Decided(String action, DeadLetter deadLetter) {

	}

}
