package dev.fusesync.support;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.SimpleLanguage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** The expressions of Camel's language Simple in a route file. */
public final class SimpleExpressions {

	private final Path file;

	private final SimpleLanguage simple;

	private SimpleExpressions(Path file, SimpleLanguage simple) {
		this.file = file;
		this.simple = simple;
	}

	/** Fails if Camel cannot parse one of them, or would take a condition for true. */
	public static void assertParse(Path file, JsonNode entries) throws Exception {
		try (DefaultCamelContext camel = new DefaultCamelContext()) {
			SimpleLanguage simple = (SimpleLanguage) camel.resolveLanguage("simple");
			simple.init();
			new SimpleExpressions(file, simple).check(entries);
		}
	}

	/** A predicate is parsed as one where Camel takes it for one: as a condition. */
	private void check(JsonNode node) {
		node.properties().forEach((field) -> {
			String text = field.getValue().at("/simple/expression").asText(field.getValue().at("/expression").asText());
			boolean predicate = node.has("steps") || node.has("redeliveryPolicy") || field.getKey().equals("onWhen");
			if (field.getKey().equals("simple") || field.getValue().has("simple")) {
				assertExpression(text);
			}
			if (predicate && field.getValue().has("simple")) {
				assertPredicate(text);
			}
			if (field.getKey().equals("message")) {
				assertExpression(field.getValue().asText());
			}
			check(field.getValue());
		});
		if (node.isArray()) {
			node.forEach(this::check);
		}
	}

	private void assertExpression(String text) {
		assertThatCode(() -> this.simple.createExpression(withValues(text)).init(this.simple.getCamelContext()))
			.as("%s: correct this expression: %s", this.file, text)
			.doesNotThrowAnyException();
	}

	private void assertPredicate(String text) {
		assertThatCode(() -> this.simple.createPredicate(withValues(text)).init(this.simple.getCamelContext()))
			.as("%s: correct this condition: %s", this.file, text)
			.doesNotThrowAnyException();
		assertThat(text.split("&&|\\|\\|"))
			.as("%s: compare a boolean with true or false, as in ${...} == true", this.file)
			.allMatch((operand) -> operand.matches("(?s).*(==|!=|[<>]| in | is ).*"));
	}

	/** Any value does, in place of a setting. */
	private static String withValues(String text) {
		return text.replaceAll("\\{\\{[^}]*}}", "1");
	}

}
