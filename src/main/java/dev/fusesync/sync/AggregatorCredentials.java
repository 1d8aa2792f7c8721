package dev.fusesync.sync;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * The credentials of an aggregator, written without its name: names separated by commas
 * are required together, and a semicolon starts another group that may be set or omitted
 * independently, as in {@code client-id,secret;webhook-secret}.
 *
 * @param groups names of credentials, such as {@code client-id}; a group is set
 * completely or not at all
 */
public record AggregatorCredentials(List<List<String>> groups) {

	/** Called by Spring to bind a setting; blank means no credentials. */
	public static AggregatorCredentials valueOf(String setting) {
		return new AggregatorCredentials(Stream.of(setting.split(";"))
			.map((group) -> List.of(StringUtils.tokenizeToStringArray(group, ",")))
			.filter((group) -> !group.isEmpty())
			.toList());
	}

	/** The names of the headers, such as plaid-client-id. */
	Stream<String> headers(String aggregator) {
		return this.groups.stream().flatMap((group) -> headers(aggregator, group));
	}

	/** What is wrong with the setting, as a sentence that does not quote it. */
	Optional<String> fault(String aggregator) {
		return headers(aggregator).allMatch(CredentialHeader::hasVariable) ? Optional.empty()
				: Optional.of("fuse.sync.aggregators." + aggregator + " has a name that is not of lower-case letters, "
						+ "digits and dashes. A line is for example fuse.sync.aggregators.plaid=client-id,secret.");
	}

	/** Describes partially set groups, one sentence each. */
	Stream<String> halfConfigured(String aggregator, Set<String> credentials) {
		return this.groups.stream().flatMap((group) -> {
			String set = variables(aggregator, group, credentials::contains);
			String unset = variables(aggregator, group, Predicate.not(credentials::contains));
			return (set.isEmpty() || unset.isEmpty()) ? Stream.empty()
					: Stream.of("%s is only half configured: %s set, but not %s.".formatted(aggregator, set, unset));
		});
	}

	private static String variables(String aggregator, List<String> group, Predicate<String> which) {
		return headers(aggregator, group).filter(which)
			.map(CredentialHeader::variable)
			.collect(Collectors.joining(" and "));
	}

	private static Stream<String> headers(String aggregator, List<String> group) {
		return group.stream().map((credential) -> aggregator + "-" + credential);
	}

}
