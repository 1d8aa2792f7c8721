package dev.fusesync.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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
 * @param requiredTogether Names of credentials that are of use only together, by
 * aggregator. Some without the others stop the start.
 */
@Validated
@ConfigurationProperties("fuse.sync")
public record SyncSettings(@DefaultValue("") String basePath, @DefaultValue("64") @Min(1) @Max(1000) int workers,
		@DefaultValue("40s") Duration callTimeout, @DefaultValue("false") boolean forwardTraceContext,
		@DefaultValue Map<String, Secret> credentials, @DefaultValue Map<String, List<String>> requiredTogether) {

	private static final List<String> REQUIRED = List.of("fuse-api-key", "fuse-client-id");

	public SyncSettings {
		credentials = credentials.entrySet()
			.stream()
			.filter((credential) -> credential.getValue().isSet())
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
		List<String> faults = new ArrayList<>();
		BasePath.fault(basePath).ifPresent(faults::add);
		faults.addAll(missing(credentials));
		faults.addAll(unusable(credentials));
		faults.addAll(halfConfigured(credentials, requiredTogether));
		if (!faults.isEmpty()) {
			throw new SettingsException(faults,
					"Set the variables named above, as described in application.properties and in README.md "
							+ "under \"Settings\", and start again. To try fuse-sync without any keys, "
							+ "start it with the profile \"sandbox\".");
		}
	}

	/** Whom there are credentials for beside Fuse: the first words of their names. */
	List<String> aggregators() {
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
			.map((name) -> variable(name) + " is not set.")
			.toList();
	}

	private static List<String> unusable(Map<String, Secret> credentials) {
		return credentials.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.flatMap((credential) -> credential.getValue()
				.fault()
				.map((fault) -> variable(credential.getKey()) + " " + fault + ".")
				.stream())
			.toList();
	}

	private static List<String> halfConfigured(Map<String, Secret> credentials, Map<String, List<String>> together) {
		List<String> faults = new ArrayList<>();
		together.forEach((aggregator, names) -> {
			String set = names.stream().filter(credentials::containsKey).map(SyncSettings::variable).collect(AND);
			String unset = names.stream()
				.filter((name) -> !credentials.containsKey(name))
				.map(SyncSettings::variable)
				.collect(AND);
			if (!set.isEmpty() && !unset.isEmpty()) {
				faults.add("%s is only half configured: %s set, but not %s.".formatted(aggregator, set, unset));
			}
		});
		return faults;
	}

	private static final java.util.stream.Collector<CharSequence, ?, String> AND = Collectors.joining(" and ");

	/** The environment variable that application.properties reads a credential from. */
	private static String variable(String name) {
		return name.toUpperCase(Locale.ROOT).replace('-', '_');
	}

}
