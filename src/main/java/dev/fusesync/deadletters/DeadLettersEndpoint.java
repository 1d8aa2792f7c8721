package dev.fusesync.deadletters;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.fusesync.management.Parameters;
import dev.fusesync.webhook.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	private final DeadLetterQueries queries;

	private final DecisionRun decisions;

	DeadLettersEndpoint(DeadLetterQueries queries, DecisionRun decisions) {
		this.queries = queries;
		this.decisions = decisions;
	}

	/** Returns a page of matches. */
	DeadLetterPage list(Parameters asked) {
		return this.queries.page(DeadLetterFilter.of(asked, Instant.now()), DeadLetterPage.Place.of(asked.get("after")),
				asked.limit());
	}

	/** Counts the matches. */
	DeadLetterPage.Total count(Parameters asked) {
		return this.queries.count(DeadLetterFilter.of(asked, Instant.now()));
	}

	/** Returns one with its unmasked body. */
	DeadLetter.Opened show(String id) {
		return this.queries.open(id).orElseThrow(DeadLettersEndpoint::gone);
	}

	/** Replays or discards one. */
	Decision.OfOne decide(String id, Decision decision) {
		DeadLetter done = this.queries.one(id)
			.flatMap((found) -> this.queries.carryOut(decision, found))
			.orElseThrow(DeadLettersEndpoint::gone);
		decision.log(done);
		return new Decision.OfOne(decision.action(), done);
	}

	/** Replays or discards, in the background, all that match at this time. */
	Decision.Answer decideMany(Parameters asked, Decision decision) {
		boolean onlyCount = asked.flag("dryRun", true);
		DeadLetterFilter filter = DeadLetterFilter.of(asked, Instant.now()).orAll(asked.flag("all", false));
		DeadLetterPage.Total found = this.queries.count(filter);
		if (onlyCount) {
			return Decision.Answer.of(null, decision, filter, found);
		}
		Decision.OfMany begun = this.decisions.begin(decision, filter, found)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.CONFLICT,
					"Many dead letters are being replayed or discarded already; wait until that is done, or stop it"));
		return Decision.Answer.of(begun.id(), decision, filter, found);
	}

	/** The last decisions about many, the newest first. */
	List<Decision.OfMany> decisions() {
		return this.queries.decisions();
	}

	/** Stops the running decision. The remaining dead letters are not changed. */
	Decision.OfMany stop(String by) {
		Optional<Decision.OfMany> running = this.queries.running();
		if (running.isEmpty() || !this.queries.end(running.get(), "stopped")) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No decision about many dead letters is under way");
		}
		LOG.info("The {} of many {} was stopped by {}", running.get().decision().action(),
				running.get().filter().plural(), Shown.of(by));
		return this.queries.decisions()
			.stream()
			.filter((decision) -> decision.id() == running.get().id())
			.findFirst()
			.orElseThrow();
	}

	static ResponseStatusException gone() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND,
				"There is no such dead letter; it may have been replayed or discarded");
	}

}
