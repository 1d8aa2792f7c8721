package dev.fusesync.waiting;

import java.util.List;

import dev.fusesync.decisions.Decision;
import dev.fusesync.management.Parameters;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Waiting webhooks over HTTP, on the management port. The parameter {@code id} selects
 * one.
 */
@Component
@EndpointWebExtension(endpoint = WaitingEndpoint.class)
class WaitingOverHttp {

	private static final List<String> FILTER = WaitingFilter.NAMES;

	private final WaitingEndpoint waiting;

	WaitingOverHttp(WaitingEndpoint waiting) {
		this.waiting = waiting;
	}

	/** Returns one waiting webhook or, without an id, a page of matches. */
	@ReadOperation
	Object get(Parameters asked) {
		asked.only(FILTER, "id", "limit", "after");
		String id = asked.get("id");
		if (id == null) {
			return this.waiting.list(asked);
		}
		if (asked.hasAny(FILTER) || asked.hasAny(List.of("limit", "after"))) {
			throw Parameters.wrong("A waiting webhook is shown by its id, without a filter");
		}
		return this.waiting.show(id);
	}

	/** Returns the number of matches. */
	@ReadOperation
	WaitingPage.Count count(@Selector String what, Parameters asked) {
		if (!what.equals("count")) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND,
					"The path ends with count; a waiting webhook is found by the parameter id");
		}
		return this.waiting.count(asked.only(FILTER, "what"));
	}

	/** Retries one or many now, or gives them up. */
	@WriteOperation
	Object decide(SecurityContext login, Parameters asked) {
		asked.only(FILTER, "action", "reason", "id", "all", "dryRun");
		String by = Parameters.by(login);
		Decision decision = WaitingTarget.decision(asked.get("action"), asked.get("reason"), by);
		if (asked.get("id") == null) {
			return this.waiting.decideMany(asked, decision);
		}
		if (asked.hasAny(FILTER) || asked.hasAny(List.of("all", "dryRun"))) {
			throw Parameters.wrong("An id names one webhook: leave out the filter, all and dryRun");
		}
		return this.waiting.decide(asked.get("id"), decision);
	}

}
