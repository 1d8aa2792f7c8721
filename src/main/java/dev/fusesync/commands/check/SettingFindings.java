package dev.fusesync.commands.check;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.fusesync.commands.check.Finding.Level;
import dev.fusesync.commands.unstarted.Origins;
import dev.fusesync.commands.unstarted.SettingPlace;
import dev.fusesync.settings.SettingsException;

import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** What a failure of the start says of the settings. */
final class SettingFindings {

	private static final Pattern NAME = Pattern
		.compile("[a-z][a-z0-9-]*(?:\\.[\\w\\[\\]*-]+)+|[A-Z][A-Z0-9]*_[A-Z0-9_]+");

	private static final String CORRECT = "Correct its value; application.properties describes it.";

	private final Origins origins;

	SettingFindings(ConfigurableEnvironment environment) {
		this.origins = new Origins(environment);
	}

	List<Finding> of(Throwable failure) {
		return first(failure, SettingsException.class).map(this::ofSettings)
			.or(() -> first(failure, BindValidationException.class).map(this::ofValidation))
			.or(() -> first(failure, BindException.class).map(this::ofBinding))
			.or(() -> first(failure, PlaceholderResolutionException.class).map(this::ofPlaceholder))
			.or(() -> first(failure, ConfigDataResourceNotFoundException.class).map(this::ofFile))
			.orElseGet(() -> ofMessage(failure));
	}

	private static Stream<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
	}

	static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> type) {
		return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
	}

	/** One sentence a fault, as at the start. */
	private List<Finding> ofSettings(SettingsException faults) {
		return faults.getMessage()
			.lines()
			.map((fault) -> error(place(fault, faults.action()), fault, faults.action()))
			.toList();
	}

	private List<Finding> ofValidation(BindValidationException invalid) {
		return invalid.getValidationErrors()
			.getAllErrors()
			.stream()
			.map((fault) -> ofField(invalid.getValidationErrors().getName().toString(), fault))
			.toList();
	}

	private Finding ofField(String prefix, ObjectError fault) {
		String name = (fault instanceof FieldError field)
				? prefix + "." + DataObjectPropertyName.toDashedForm(field.getField()) : prefix;
		return error(this.origins.of(name).orElse(null), name + " " + fault.getDefaultMessage() + ".", CORRECT);
	}

	/** The message of the conversion would show the value. */
	private List<Finding> ofBinding(BindException failure) {
		String type = failure.getTarget().getType().toClass().getSimpleName();
		return List.of(error(this.origins.of(failure.getName().toString()).orElse(null),
				failure.getName() + " has a value that is not of the type " + type + ".", CORRECT));
	}

	private List<Finding> ofPlaceholder(PlaceholderResolutionException failure) {
		String name = failure.getPlaceholder();
		return List.of(error(this.origins.ofVariable(name).orElse(null), "${" + name + "} has no value.",
				"Set it, or write ${" + name + ":} for a blank one."));
	}

	private List<Finding> ofFile(ConfigDataResourceNotFoundException failure) {
		return List
			.of(error(null, failure.getMessage().replaceFirst("(?s).*?\\[([^\\]]*)].*", "The file $1 does not exist."),
					"Correct the path, or create the file."));
	}

	private List<Finding> ofMessage(Throwable failure) {
		String message = causes(failure).reduce((outer, inner) -> inner)
			.map((cause) -> (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName())
			.orElseThrow()
			.lines()
			.findFirst()
			.orElse("");
		return List.of(error(place(message), message, "Correct the settings."));
	}

	private static Finding error(SettingPlace place, String sentence, String action) {
		return Finding.of(Level.error, place, sentence, action);
	}

	private SettingPlace place(String sentence, String action) {
		SettingPlace place = place(sentence);
		return (place != null) ? place : place(action);
	}

	/** The place of the first setting or variable that the sentence names. */
	SettingPlace place(String sentence) {
		Matcher name = NAME.matcher(sentence);
		while (name.find()) {
			String found = name.group().replaceFirst("\\.$", "");
			Optional<SettingPlace> place = found.contains("_") ? this.origins.ofVariable(found)
					: this.origins.of(found);
			if (place.isPresent()) {
				return place.get();
			}
		}
		return null;
	}

}
