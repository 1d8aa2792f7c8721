package dev.fusesync.waiting;

import java.util.TreeMap;

import dev.fusesync.decisions.DecisionAnswer;
import dev.fusesync.management.Parameters;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Waiting webhooks over JMX, with a form for each operation in Hawtio. JMX has no login,
 * so decisions are attributed to "JMX".
 */
@Component
@EndpointJmxExtension(endpoint = WaitingEndpoint.class)
class WaitingOverJmx {

	private static final String BY = "JMX";

	private final WaitingEndpoint waiting;

	WaitingOverJmx(WaitingEndpoint waiting) {
		this.waiting = waiting;
	}

	/** Returns a page of matching webhooks, those that are due first. */
	@ReadOperation
	WaitingPage list(@Nullable String queue, @Nullable String connection, @Nullable String type,
			@Nullable String source, @Nullable String code, @Nullable String failureClass, @Nullable String dueBefore,
			@Nullable String limit, @Nullable String after) {
		return this.waiting
			.list(parameters(queue, connection, type, source, code, failureClass, dueBefore).with("limit", limit)
				.with("after", after));
	}

	/** Counts the matches. */
	@ReadOperation
	WaitingPage.Count count(@Nullable String queue, @Nullable String connection, @Nullable String type,
			@Nullable String source, @Nullable String code, @Nullable String failureClass, @Nullable String dueBefore) {
		return this.waiting.count(parameters(queue, connection, type, source, code, failureClass, dueBefore));
	}

	/** Returns one waiting webhook. */
	@ReadOperation
	Waiting show(String id) {
		return this.waiting.show(id);
	}

	/** Retries one webhook now or gives it up; to give up requires a reason. */
	@WriteOperation
	WaitingEndpoint.Decided decide(String id, @Nullable String action, @Nullable String reason) {
		return this.waiting.decide(id, WaitingTarget.decision(action, reason, BY));
	}

	/**
	 * Retries now or gives up all webhooks that match and wait for a later time; only
	 * counts them unless dryRun is false.
	 */
	@WriteOperation
	DecisionAnswer decideMany(@Nullable String action, @Nullable String reason, @Nullable String queue,
			@Nullable String connection, @Nullable String type, @Nullable String source, @Nullable String code,
			@Nullable String failureClass, @Nullable String dueBefore, @Nullable String all, @Nullable String dryRun) {
		Parameters asked = parameters(queue, connection, type, source, code, failureClass, dueBefore).with("all", all)
			.with("dryRun", dryRun);
		return this.waiting.decideMany(asked, WaitingTarget.decision(action, reason, BY));
	}

	/** In the order of {@link WaitingFilter#NAMES}. */
	private static Parameters parameters(String... filter) {
		Parameters asked = new Parameters(new TreeMap<>());
		for (int i = 0; i < filter.length; i++) {
			asked = asked.with(WaitingFilter.NAMES.get(i), filter[i]);
		}
		return asked;
	}

}
