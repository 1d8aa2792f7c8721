package dev.fusesync.verification;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Parses a webhook's body: one JSON document in UTF-8 that every parser reads in the same
 * way. Repeated names and text after the document are rejected, since no signature covers
 * them. Names and numbers may be as long as the body; nesting is limited to
 * {@value #DEEPEST} levels.
 */
public final class WebhookJson {

	/** Slightly more than Jackson's default of 1,000 levels. */
	static final int DEEPEST = 1_024;

	private WebhookJson() {
	}

	/**
	 * The mapper for {@code unmarshal} in the routes. Throws a StreamConstraintsException
	 * for too deep a nesting, and another JsonProcessingException for everything else it
	 * rejects; their messages may quote the body and must be neither logged nor sent.
	 */
	public static ObjectMapper mapper() {
		return new ObjectMapper(factory()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	/**
	 * Parses like the mapper, but without one, which takes half a second of a command to
	 * load. Returns maps, lists, strings, numbers, booleans and null.
	 */
	public static Object read(byte[] body) throws IOException {
		try (JsonParser parser = factory().createParser(body)) {
			if (parser.nextToken() == null) {
				throw new JsonParseException(parser, "There is nothing");
			}
			Object document = value(parser);
			if (parser.nextToken() != null) {
				throw new JsonParseException(parser, "There is text after the document");
			}
			return document;
		}
	}

	private static Object value(JsonParser parser) throws IOException {
		return switch (parser.currentToken()) {
			case START_OBJECT -> object(parser);
			case START_ARRAY -> array(parser);
			case VALUE_STRING -> parser.getText();
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
			case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
			default -> null;
		};
	}

	private static Map<String, Object> object(JsonParser parser) throws IOException {
		Map<String, Object> object = new LinkedHashMap<>();
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			parser.nextToken();
			object.put(name, value(parser));
		}
		return object;
	}

	private static List<Object> array(JsonParser parser) throws IOException {
		List<Object> array = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			array.add(value(parser));
		}
		return array;
	}

	private static JsonFactory factory() {
		JsonFactoryBuilder builder = new JsonFactoryBuilder();
		builder.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(DEEPEST)
			.maxNameLength(Integer.MAX_VALUE)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.build());
		builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
		// Senders could fill the table of names with new ones.
		builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
		builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
		return new StrictUtf8JsonFactory(builder);
	}

}
