package dev.fusesync.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.secrets.Secret;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Fuse's sync endpoint is called.
 *
 * @param basePath Fuse's server, without a trailing slash, for example
 * https://sandbox-api.letsfuse.com. Must be https unless the server is on this machine.
 * @param workers Number of webhooks synced concurrently. Each waits for Fuse's response.
 * @param maxRate Maximum number of calls per second by all instances together; 0 for no
 * limit. What exceeds it waits in the inbox.
 * @param coverIdentical Whether a synced webhook also finishes, without a call, those of
 * its connection with the same signature that were waiting before its call began.
 * @param callTimeout Maximum time of a call, until its response has been read completely.
 * @param forwardTraceContext Whether the trace context (the headers traceparent,
 * tracestate and baggage) that an agent adds to calls is sent to Fuse.
 * @param credentials The credential headers, by name, as listed on Fuse's page
 * "Authentication". Blank ones are not sent. A value "file:/path" is read from that file
 * at every call.
 * @param aggregators The credentials of each aggregator, by its name: "client-id,secret"
 * of plaid sends the headers plaid-client-id and plaid-secret, with the values of the
 * environment variables PLAID_CLIENT_ID and PLAID_SECRET. Names separated by commas are
 * required together: the program does not start if only some are set. A semicolon starts
 * another group, which may be set or omitted independently. The value of a header in
 * fuse.sync.credentials takes precedence over its variable.
 */
@Validated
@ConfigurationProperties("fuse.sync")
public record SyncSettings(@DefaultValue("") String basePath, @DefaultValue("64") @Min(1) @Max(1000) int workers,
		@DefaultValue("0") @Min(0) @Max(MOST_RATE) Double maxRate, @DefaultValue("true") boolean coverIdentical,
		@DefaultValue("40s") @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration callTimeout,
		@DefaultValue("false") boolean forwardTraceContext, @DefaultValue Map<String, Secret> credentials,
		@DefaultValue Map<String, AggregatorCredentials> aggregators) {

	private static final double LEAST_RATE = 0.01;

	private static final long MOST_RATE = 10_000;

	private static final List<String> REQUIRED = List.of("fuse-api-key", "fuse-client-id");

	public SyncSettings {
		List<String> faults = new ArrayList<>();
		BasePath.fault(basePath).ifPresent(faults::add);
		if (maxRate != 0 && !(maxRate >= LEAST_RATE && maxRate <= MOST_RATE)) {
			faults.add("fuse.sync.max-rate is neither 0, for no limit, nor 0.01 to 10000 calls a second.");
		}
		faults.addAll(misnamed(credentials.keySet(), aggregators));
		credentials = credentials.entrySet()
			.stream()
			.filter((credential) -> credential.getValue().isSet())
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
		faults.addAll(missing(credentials));
		faults.addAll(unusable(credentials));
		faults.addAll(halfConfigured(credentials, aggregators));
		if (!faults.isEmpty()) {
			throw new SettingsException(faults,
					"Set the variables named above, as described in application.properties and in README.md "
							+ "under \"Settings\", and start again. To try fuse-sync without any keys, "
							+ "start it with the profile \"sandbox\".");
		}
	}

	/** The aggregators with credentials: the first words of the header names. */
	List<String> configured() {
		return this.credentials.keySet()
			.stream()
			.map((name) -> name.split("-", 2)[0])
			.filter((name) -> !name.equals("fuse"))
			.distinct()
			.sorted()
			.toList();
	}

	private static List<String> missing(Map<String, Secret> credentials) {
		return REQUIRED.stream()
			.filter((name) -> !credentials.containsKey(name))
			.map((name) -> CredentialHeader.variable(name) + " is not set.")
			.toList();
	}

	private static List<String> unusable(Map<String, Secret> credentials) {
		return credentials.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.flatMap((credential) -> credential.getValue()
				.fault()
				.map((fault) -> CredentialHeader.variable(credential.getKey()) + " " + fault + ".")
				.stream())
			.toList();
	}

	private static List<String> misnamed(Set<String> credentials, Map<String, AggregatorCredentials> aggregators) {
		Stream<String> lines = aggregators.entrySet()
			.stream()
			.flatMap((aggregator) -> aggregator.getValue().fault(aggregator.getKey()).stream());
		Stream<String> headers = aggregators.entrySet()
			.stream()
			.filter((aggregator) -> aggregator.getValue().fault(aggregator.getKey()).isEmpty())
			.flatMap((aggregator) -> aggregator.getValue().headers(aggregator.getKey()));
		return Stream
			.concat(lines,
					Stream.concat(credentials.stream(), headers)
						.distinct()
						.sorted()
						.flatMap((header) -> CredentialHeader.fault(header).stream()))
			.toList();
	}

	private static List<String> halfConfigured(Map<String, Secret> credentials,
			Map<String, AggregatorCredentials> aggregators) {
		return aggregators.entrySet()
			.stream()
			.flatMap((aggregator) -> aggregator.getValue().halfConfigured(aggregator.getKey(), credentials.keySet()))
			.toList();
	}

}
