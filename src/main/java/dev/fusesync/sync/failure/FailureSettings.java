package dev.fusesync.sync.failure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Assigns Fuse's error codes and error types (Fuse's page "Errors") to failure classes.
 *
 * @param codes Codes and types by class: configuration, aggregator, finished, message,
 * throttled or transient; the first match counts. An asterisk matches any letters. A code
 * that is not listed is classified by the response's status.
 */
@ConfigurationProperties("fuse.failures")
public record FailureSettings(@DefaultValue Map<FailureClass, List<String>> codes) {

	public FailureSettings {
		Map<FailureClass, List<String>> ordered = new EnumMap<>(FailureClass.class);
		ordered.putAll(codes);
		codes = ordered;
	}

	/**
	 * Classifies a failed call. Outer errors may wrap a permanent one, such as an
	 * aggregator's not_found in a server_error, so inner errors take precedence, and
	 * "transient" only counts if no other class matches.
	 */
	public FailureClass classify(int status, FuseAnswer answer) {
		FailureClass found = byCode(status, answer);
		return (found == FailureClass.CONFIGURATION && answer.isOfAggregator()) ? FailureClass.AGGREGATOR : found;
	}

	private FailureClass byCode(int status, FuseAnswer answer) {
		List<FailureClass> known = answer.errors().stream().map(this::ofError).flatMap(Optional::stream).toList();
		return known.stream()
			.filter((found) -> found != FailureClass.TRANSIENT)
			.findFirst()
			.orElseGet(() -> known.isEmpty() ? ofStatus(status, answer.code().isEmpty()) : FailureClass.TRANSIENT);
	}

	/** By the error's code or, if that is not in the table, by its less specific type. */
	private Optional<FailureClass> ofError(List<String> names) {
		return names.stream().map(this::ofCode).flatMap(Optional::stream).findFirst();
	}

	private Optional<FailureClass> ofCode(String code) {
		return this.codes.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().stream().anyMatch((pattern) -> matches(pattern, code)))
			.map(Map.Entry::getKey)
			.findFirst();
	}

	private static boolean matches(String pattern, String code) {
		return Pattern.matches(pattern.replace("*", "\\w*"), code);
	}

	/**
	 * A response without one of Fuse's codes comes from a proxy, a gateway or another
	 * server. Only a status that is about the body then blames the webhook; 407, 421 or
	 * 426, for example, do not.
	 */
	private static FailureClass ofStatus(int status, boolean withoutCode) {
		return switch (status) {
			case 429 -> FailureClass.THROTTLED;
			case 408, 425 -> FailureClass.TRANSIENT;
			case 401, 403 -> FailureClass.CONFIGURATION;
			case 400, 409, 410, 413, 415, 422 -> FailureClass.MESSAGE;
			default -> (status >= 500) ? FailureClass.TRANSIENT
					: (status < 400 || withoutCode) ? FailureClass.CONFIGURATION : FailureClass.MESSAGE;
		};
	}

}
