package dev.fusesync.verification.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** Copies of parsed JSON with something changed throughout. */
final class Tree {

	private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

	private Tree() {
	}

	/** Changes the values that are neither objects nor arrays. */
	static Object map(Object value, UnaryOperator<Object> change) {
		return copy(value, change, UnaryOperator.identity(), true);
	}

	/** Changes the names. */
	static Object named(Object value, UnaryOperator<String> change) {
		return copy(value, UnaryOperator.identity(), change, true);
	}

	static Object withoutNulls(Object value) {
		return copy(value, UnaryOperator.identity(), UnaryOperator.identity(), false);
	}

	private static Object copy(Object value, UnaryOperator<Object> change, UnaryOperator<String> name, boolean nulls) {
		if (value instanceof Map<?, ?> object) {
			Map<String, Object> copy = new LinkedHashMap<>();
			object.forEach((key, inner) -> {
				if (nulls || inner != null) {
					copy.put(name.apply(key.toString()), copy(inner, change, name, nulls));
				}
			});
			return copy;
		}
		if (value instanceof List<?> array) {
			List<Object> copy = new ArrayList<>();
			array.forEach((inner) -> copy.add(copy(inner, change, name, nulls)));
			return copy;
		}
		return change.apply(value);
	}

	/** The number, or true or false, that a string has become from. */
	static Object unquoted(Object value) {
		if (!(value instanceof String text)) {
			return value;
		}
		if (text.equals("true") || text.equals("false")) {
			return Boolean.valueOf(text);
		}
		return NUMBER.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
	}

	/** As JSON, in short and indented, each as JavaScript writes it. */
	static Stream<String> texts(Object value) {
		DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
		DefaultPrettyPrinter indented = new DefaultPrettyPrinter(
				Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
		indented.indentArraysWith(indenter);
		indented.indentObjectsWith(indenter);
		ObjectWriter shortly = new ObjectMapper().writer();
		return Stream.of(shortly, shortly.with(indented)).map((writer) -> {
			try {
				return writer.writeValueAsString(value);
			}
			catch (JsonProcessingException ex) {
				throw new IllegalStateException("Parsed JSON can be written", ex);
			}
		});
	}

}
