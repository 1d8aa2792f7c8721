package dev.fusesync.deadletters;

import java.security.Principal;
import java.util.List;

import dev.fusesync.decisions.Decision;
import dev.fusesync.management.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Dead letters over HTTP, on the management port. The parameter {@code id} selects one.
 * Bodies are masked by default; unmasked ones are shown only to operators, which is
 * logged.
 */
@Component
@EndpointWebExtension(endpoint = DeadLettersEndpoint.class)
class DeadLettersOverHttp {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	private static final List<String> FILTER = DeadLetterFilter.NAMES;

	private static final List<String> PAGE = List.of("limit", "after");

	private static final List<String> MANY = List.of("all", "dryRun");

	private final DeadLettersEndpoint deadLetters;

	DeadLettersOverHttp(DeadLettersEndpoint deadLetters) {
		this.deadLetters = deadLetters;
	}

	/** Returns one dead letter with its body or, without an id, a page of matches. */
	@ReadOperation
	Object get(SecurityContext login, Parameters asked) {
		asked.only(FILTER, "id", "unmasked", "limit", "after");
		String id = asked.get("id");
		if (id == null && !asked.hasAny(List.of("unmasked"))) {
			return this.deadLetters.list(asked);
		}
		if (id == null || asked.hasAny(FILTER) || asked.hasAny(PAGE)) {
			throw Parameters.wrong("A dead letter is shown by its id, unmasked or not, without a filter");
		}
		return asked.flag("unmasked", false) ? showUnmasked(login, id) : this.deadLetters.show(id).masked();
	}

	private DeadLetter.Opened showUnmasked(SecurityContext login, String id) {
		Principal person = login.getPrincipal();
		if (person == null) {
			throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "Unmasked is for who has logged in");
		}
		if (!login.isUserInRole("OPERATOR")) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Unmasked is for operators only");
		}
		DeadLetter.Opened opened = this.deadLetters.show(id);
		LOG.info("Showed {} {} unmasked to {}", opened.deadLetter().singular(), opened.deadLetter().id(),
				person.getName());
		return opened;
	}

	/** Returns the number of matches, the causes, or the last decisions about many. */
	@ReadOperation
	Object countOrDecisions(@Selector String what, Parameters asked) {
		if (what.equals("count")) {
			return this.deadLetters.count(asked.only(FILTER, "what"));
		}
		if (what.equals("causes")) {
			return this.deadLetters.causes(asked.only(List.of("what", "limit")));
		}
		if (what.equals("decisions")) {
			asked.only(List.of("what"));
			return this.deadLetters.decisions();
		}
		throw new ResponseStatusException(HttpStatus.NOT_FOUND,
				"The path ends with count, causes or decisions; a dead letter is found by the parameter id");
	}

	/** Replays or discards one or many, or stops the running decision. */
	@WriteOperation
	Object decide(SecurityContext login, Parameters asked) {
		asked.only(FILTER, "action", "reason", "id", "all", "dryRun");
		String by = Parameters.by(login);
		if ("stop".equals(asked.get("action"))) {
			asked.only(List.of("action"));
			return this.deadLetters.stop(by);
		}
		Decision decision = DeadLetterTarget.decision(asked.get("action"), asked.get("reason"), by);
		if (asked.get("id") == null) {
			return this.deadLetters.decideMany(asked, decision);
		}
		if (asked.hasAny(FILTER) || asked.hasAny(MANY)) {
			throw Parameters.wrong("An id names one dead letter: leave out the filter, all and dryRun");
		}
		return this.deadLetters.decide(asked.get("id"), decision);
	}

}
