package dev.fusesync.management;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.stereotype.Component;

/**
 * The parameters of a request to one of fuse-sync's own endpoints, by name. Actuator
 * ignores unknown parameters, so a misspelt filter would match more than intended, as
 * would a blank one from an unset shell variable. Both are rejected.
 *
 * @param values the parameters that are not blank
 */
public record Parameters(Map<String, String> values) {

	private static final int DEFAULT_LIMIT = 50;

	private static final int LARGEST_LIMIT = 500;

	private static final int LONGEST_AGE_DAYS = 36_500;

	/** Returns the value; null if there is none. */
	public String get(String name) {
		return this.values.get(name);
	}

	/** Returns a copy with one more parameter, unless its value is null. */
	public Parameters with(String name, String value) {
		Map<String, String> more = new TreeMap<>(this.values);
		if (value != null) {
			more.put(name, value);
		}
		return new Parameters(more);
	}

	/** Returns a boolean value. */
	public boolean flag(String name, boolean defaultValue) {
		String value = get(name);
		if (value != null && !value.equals("true") && !value.equals("false")) {
			throw wrong("The value of " + name + " is true or false");
		}
		return (value != null) ? value.equals("true") : defaultValue;
	}

	/** Returns a time, in whole ms; null if there is none. */
	public Instant time(String name) {
		try {
			return (get(name) != null)
					? Instant.ofEpochMilli(OffsetDateTime.parse(get(name)).toInstant().toEpochMilli()) : null;
		}
		catch (DateTimeException | ArithmeticException ex) {
			throw wrong("The value of " + name + " is a time such as 2026-01-31T23:59:59Z");
		}
	}

	/** Returns the number of entries per page. */
	public int limit() {
		String limit = get("limit");
		int number = (limit == null) ? DEFAULT_LIMIT : limit.matches("\\d{1,3}") ? Integer.parseInt(limit) : 0;
		if (number < 1 || number > LARGEST_LIMIT) {
			throw wrong("The limit is a number from 1 to " + LARGEST_LIMIT);
		}
		return number;
	}

	/** Parses a duration of less than a century; empty if the value is none. */
	public static Optional<Duration> age(String value) {
		try {
			return Optional.of(DurationStyle.detectAndParse(value))
				.filter((age) -> !age.isNegative() && age.toDays() < LONGEST_AGE_DAYS);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			return Optional.empty();
		}
	}

	/** Whether at least one of these was sent. */
	public boolean hasAny(Collection<String> names) {
		return names.stream().anyMatch(this.values::containsKey);
	}

	/** Returns these parameters if all of them are known. */
	public Parameters only(Collection<String> known) {
		for (String name : this.values.keySet()) {
			if (!known.contains(name)) {
				throw wrong("There is no parameter " + name + "; known are " + String.join(", ", new TreeSet<>(known)));
			}
		}
		return this;
	}

	/** Returns these parameters if all of them are known: these names and those. */
	public Parameters only(Collection<String> known, String... more) {
		return only(Stream.concat(known.stream(), Stream.of(more)).toList());
	}

	/** Returns the name of who asks, for the log and for what is decided. */
	public static String by(SecurityContext login) {
		return (login.getPrincipal() != null) ? login.getPrincipal().getName() : "somebody without a login";
	}

	/**
	 * Creates the exception for an invalid request, which is answered with 400 and the
	 * sentence.
	 */
	public static InvalidEndpointRequestException wrong(String sentence) {
		return new InvalidEndpointRequestException(sentence, sentence);
	}

	/**
	 * Passes the parameters to the HTTP operations, and removes blank fields of Hawtio's
	 * forms.
	 */
	@Component
	static class Advisor implements OperationInvokerAdvisor {

		private static final Set<EndpointId> OWN = Set.of(EndpointId.of("deadletters"), EndpointId.of("connections"),
				EndpointId.of("overview"), EndpointId.of("waiting"));

		@Override
		public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
				OperationInvoker invoker) {
			return OWN.contains(endpoint) ? (context) -> invoker.invoke(withParameters(context)) : invoker;
		}

		private static InvocationContext withParameters(InvocationContext context) {
			SecurityContext login = context.resolveArgument(SecurityContext.class);
			boolean overJmx = login == SecurityContext.NONE;
			Map<String, String> values = new TreeMap<>();
			context.getArguments().forEach((name, value) -> {
				if (value instanceof Collection<?>) {
					throw wrong("The value of " + name + " is given more than once");
				}
				if (value != null && !value.toString().isBlank()) {
					values.put(name, value.toString());
				}
				else if (!overJmx) {
					throw wrong("The value of " + name + " is blank");
				}
			});
			Parameters parameters = new Parameters(values);
			return new InvocationContext(login, Map.copyOf(values),
					OperationArgumentResolver.of(Parameters.class, () -> parameters));
		}

	}

}
