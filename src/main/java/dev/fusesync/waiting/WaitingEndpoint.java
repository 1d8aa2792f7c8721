package dev.fusesync.waiting;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionAnswer;
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
 * Shows webhooks that wait for an attempt, retries them now and gives them up, over HTTP
 * by {@link WaitingOverHttp} and over JMX by {@link WaitingOverJmx}. Responds with 400 to
 * an invalid request, 404 if the webhook no longer waits, and 409 if it is due already or
 * another decision about many is running, each with a sentence; over JMX these are
 * exceptions with that sentence.
 */
@Component
@Endpoint(id = "waiting")
class WaitingEndpoint {

	private final WaitingQueries queries;

	private final WaitingChangeQueries changes;

	private final DecisionRun run;

	private final WaitingTarget target;

	WaitingEndpoint(WaitingQueries queries, WaitingChangeQueries changes, DecisionRun run, WaitingTarget target) {
		this.queries = queries;
		this.changes = changes;
		this.run = run;
		this.target = target;
	}

	/** Returns a page of matches. */
	WaitingPage list(Parameters asked) {
		return this.queries.page(WaitingFilter.of(asked), Place.of(asked.get("after")), asked.limit());
	}

	/** Counts the matches. */
	WaitingPage.Count count(Parameters asked) {
		WaitingFilter filter = WaitingFilter.of(asked);
		return WaitingPage.Count.of(this.queries.countLater(filter), this.queries.countDue(filter));
	}

	/** Returns one. */
	Waiting show(String id) {
		return this.queries.one(id).map(Chosen::webhook).orElseThrow(WaitingEndpoint::gone);
	}

	/** Retries one now or gives it up. */
	Decided decide(String id, Decision decision) {
		Chosen found = this.queries.one(id).orElseThrow(WaitingEndpoint::gone);
		if (found.isDue()) {
			throw due();
		}
		// What was changed meanwhile may have become due.
		Waiting done = this.changes.carryOut(decision, found).orElseThrow(() -> {
			show(id);
			return due();
		});
		WaitingTarget.log(decision, done);
		return new Decided(decision.action(), done);
	}

	/** Retries or gives up, in the background, all that match at this time. */
	DecisionAnswer decideMany(Parameters asked, Decision decision) {
		boolean onlyCount = asked.flag("dryRun", true);
		WaitingFilter filter = WaitingFilter.of(asked).orAll(asked.flag("all", false));
		Total found = this.queries.countLater(filter);
		Total due = this.queries.countDue(filter);
		if (onlyCount) {
			return DecisionAnswer.dryRun(decision, filter, found).withDue(due);
		}
		ManyDecision begun = this.run.begin(this.target, decision, filter, found)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.CONFLICT, DecisionRun.ANOTHER));
		return DecisionAnswer.begun(begun, filter).withDue(due);
	}

	private static ResponseStatusException gone() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND,
				"There is no such waiting webhook; it may have been synced, or be a dead letter");
	}

	private static ResponseStatusException due() {
		return new ResponseStatusException(HttpStatus.CONFLICT, "It is due already and attempted next, unless the "
				+ "circuit breaker is open or the route is stopped. Nothing was done");
	}

	/**
	 * Response to a decision about one webhook.
	 *
	 * @param webhook the webhook before the decision
	 */
	record Decided(String action, Waiting webhook) {

	}

}
