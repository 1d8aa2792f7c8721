package dev.fusesync.verification.diagnosis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

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

	/**
	 * As JSON, in short or indented, as JavaScript writes it; null if it is nested too
	 * deeply.
	 */
	static String text(Object value, boolean indented) {
		DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
		DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
				Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
		printer.indentArraysWith(indenter);
		printer.indentObjectsWith(indenter);
		ObjectWriter writer = indented ? new ObjectMapper().writer(printer) : new ObjectMapper().writer();
		try {
			return writer.writeValueAsString(value);
		}
		catch (JsonProcessingException ex) {
			return null;
		}
	}

}
