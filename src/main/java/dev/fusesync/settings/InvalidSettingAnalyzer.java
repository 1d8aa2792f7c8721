package dev.fusesync.settings;

import java.util.Locale;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Reports settings out of their bounds, also if Camel was the first to need them, which
 * otherwise looks like a mistake in a route. Does not show their values.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
		ValidationErrors errors = cause.getValidationErrors();
		return new FailureAnalysis(errors.getAllErrors()
			.stream()
			.map((error) -> sentence(errors, error))
			.sorted()
			.collect(Collectors.joining("\n")), "Correct what is named above and start again.", cause);
	}

	private static String sentence(ValidationErrors errors, ObjectError error) {
		String name = errors.getName() + ((error instanceof FieldError field) ? "." + dashed(field.getField()) : "");
		Origin origin = Origin.from(error);
		return name + " " + error.getDefaultMessage() + ((origin != null) ? " (" + origin + ")." : ".");
	}

	private static String dashed(String field) {
		return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
	}

}
