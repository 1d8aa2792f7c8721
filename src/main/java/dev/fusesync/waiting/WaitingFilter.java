package dev.fusesync.waiting;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.management.Parameters;
import dev.fusesync.store.Queues;
import dev.fusesync.sync.failure.FailureClass;

/**
 * Selects the waiting webhooks that match all criteria that are not null.
 *
 * @param queue inbox or other-events
 * @param connection Fuse's id of the connection
 * @param type type of the webhook
 * @param source the aggregator, for example plaid
 * @param code Fuse's error code
 * @param failureClass why the last attempt failed
 * @param dueBefore due at that time or earlier
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WaitingFilter(String queue, String connection, String type, String source, String code, String failureClass,
		Instant dueBefore) {

	/** Names of the filter parameters. */
	static final List<String> NAMES = List.of("queue", "connection", "type", "source", "code", "failureClass",
			"dueBefore");

	/**
	 * Creates a filter from the parameters of a request.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if a value is invalid
	 */
	static WaitingFilter of(Parameters asked) {
		return new WaitingFilter(oneOf("queue", Queues.ALL, asked), asked.get("connection"), asked.get("type"),
				asked.get("source"), asked.get("code"), oneOf("failureClass", FailureClass.STORED, asked),
				asked.time("dueBefore"));
	}

	private static String oneOf(String name, Iterable<String> known, Parameters asked) {
		String value = asked.get(name);
		for (String one : known) {
			if (one.equals(value)) {
				return value;
			}
		}
		if (value != null) {
			throw Parameters.wrong("The " + name + " is one of " + String.join(", ", known));
		}
		return null;
	}

	/** The queues in which a match may be. */
	List<String> queues() {
		return (this.queue != null) ? List.of(this.queue) : Queues.ALL;
	}

	/** The latest time at which a match may be due, in ms since 1970. */
	long latest() {
		return (this.dueBefore != null) ? this.dueBefore.toEpochMilli() : Long.MAX_VALUE;
	}

	/**
	 * Returns this filter if it has a criterion besides the queue or all are requested
	 * explicitly, so that nobody retries or gives up all by mistake.
	 */
	WaitingFilter orAll(boolean all) {
		if (equals(new WaitingFilter(this.queue, null, null, null, null, null, null)) == all) {
			return this;
		}
		throw Parameters.wrong(all ? "Give either a filter or all: leave one out" : "Say which: an id, or a filter ("
				+ String.join(", ", NAMES) + "; the queue alone is none), or all as true");
	}

}
