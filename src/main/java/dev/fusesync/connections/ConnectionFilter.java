package dev.fusesync.connections;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import dev.fusesync.management.Parameters;

/**
 * Selects the connections that match all criteria that are not null.
 *
 * @param state the present state
 * @param source the aggregator, for example plaid
 * @param staleSince last synced before that time, and not ended
 */
record ConnectionFilter(ConnectionState state, String source, Instant staleSince) {

	/** Names of the filter parameters. */
	static final List<String> NAMES = List.of("state", "source", "staleSince");

	/**
	 * Creates a filter from the parameters of a request.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if a value is invalid
	 */
	static ConnectionFilter of(Parameters asked, Instant now) {
		String staleSince = asked.get("staleSince");
		return new ConnectionFilter(ConnectionState.listed(asked.get("state")), asked.get("source"),
				(staleSince != null) ? time(staleSince, now) : null);
	}

	boolean matches(ConnectionStatus status) {
		return (this.state == null || this.state == status.state())
				&& (this.source == null || this.source.equals(status.source()));
	}

	/** A duration before now, or a time. */
	private static Instant time(String value, Instant now) {
		Optional<Duration> age = Parameters.age(value);
		if (age.isPresent()) {
			return now.minus(age.get());
		}
		try {
			return Instant.ofEpochMilli(OffsetDateTime.parse(value).toInstant().toEpochMilli());
		}
		catch (DateTimeException | ArithmeticException ex) {
			throw Parameters.wrong(
					"The value of staleSince is a duration such as 24h or 3d, or a time such as 2026-01-31T23:59:59Z");
		}
	}

}
