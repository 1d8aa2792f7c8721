package dev.fusesync.routes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Camel finds wrong in a route, recognized by its message. */
enum RouteFault {

	/** A {@code ref} or {@code #name}. */
	BEAN("(?:No bean could be found in the registry for: |\\(\\w+=#)([^\\s)]+)", "No bean has the name %s.",
			"Correct the name. The page architecture.md lists the beans."),

	/** A placeholder. */
	SETTING("Property with key \\[([^\\]]+)]", "There is no setting %s.",
			"Correct the name in {{...}}, or add the setting to application.properties."),

	/** A component. */
	COMPONENT("No endpoint could be found for: ([\\w+.-]+)", "This program has no component %s.",
			"Correct the uri. Or add the dependency org.apache.camel.springboot:camel-%s-starter to pom.xml and build again."),

	/** An option of an endpoint. */
	OPTION("Unknown parameters=\\[\\{([^=]+)=", "The endpoint has no option %s.", "Correct or remove the option."),

	/** An id of a route or a step. */
	ID("Duplicate (?:route )?ids? detected: ([^\\s]+?)\\.?(?:\\s|$)", "The id %s is there more than once.",
			"Give each route and each step an id of its own, and remove copies of route files."),

	/** A function of the language Simple. */
	FUNCTION("Unknown function: ([^\\s]+)", "The language Simple has no function %s.",
			"Correct the expression. A variable is written ${variable.type}.");

	private final Pattern message;

	private final String sentence;

	private final String action;

	RouteFault(String message, String sentence, String action) {
		this.message = Pattern.compile(message);
		this.sentence = sentence;
		this.action = action;
	}

	Matcher matcher(String camelsMessage) {
		return this.message.matcher(camelsMessage);
	}

	String sentence(String wrong) {
		return this.sentence.formatted(wrong);
	}

	String action(String wrong) {
		return this.action.formatted(wrong);
	}

}
