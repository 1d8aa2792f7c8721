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
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Fuse's sync endpoint is called.
 *
 * @param basePath Fuse's server, without a slash at the end, for example
 * https://sandbox-api.letsfuse.com. Only https, but for a server on this machine.
 * @param workers How many webhooks are synced side by side. Each waits for Fuse's answer.
 * @param callTimeout How long a call may take in all, until its answer has been read to
 * the end.
 * @param forwardTraceContext Whether Fuse gets the context of a trace (the headers
 * traceparent, tracestate and baggage), if an agent adds one to calls.
 * @param credentials The credential headers, by name, as Fuse's page "Authentication"
 * lists them. Blank ones are not sent. A value "file:/path" is read from that file at
 * every call.
 * @param aggregators The credentials of each aggregator, by its name: "client-id,secret"
 * of plaid sends the headers plaid-client-id and plaid-secret, with the values of the
 * environment variables PLAID_CLIENT_ID and PLAID_SECRET. Those with commas between them
 * are of use only together: some without the others stop the start. A semicolon begins
 * further ones, which may be set or left out by themselves. The value of a header in
 * fuse.sync.credentials takes the place of its variable.
 */
@Validated
@ConfigurationProperties("fuse.sync")
public record SyncSettings(@DefaultValue("") String basePath, @DefaultValue("64") @Min(1) @Max(1000) int workers,
		@DefaultValue("40s") Duration callTimeout, @DefaultValue("false") boolean forwardTraceContext,
		@DefaultValue Map<String, Secret> credentials, @DefaultValue Map<String, AggregatorCredentials> aggregators) {

	private static final List<String> REQUIRED = List.of("fuse-api-key", "fuse-client-id");

	public SyncSettings {
		List<String> faults = new ArrayList<>();
		BasePath.fault(basePath).ifPresent(faults::add);
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

	/** Whom there are credentials for beside Fuse: the first words of their names. */
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
