package dev.fusesync.verification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * How a webhook's body is parsed: one JSON document in UTF-8 that reads the same to every
 * reader. Repeated names and text after the document are refused, since no signature
 * covers them. Names and numbers may be as long as the body; nesting ends at
 * {@value #DEEPEST} levels.
 */
final class WebhookJson {

	/** Somewhat more than the 1,000 levels that Jackson's own limit allows. */
	static final int DEEPEST = 1_024;

	private WebhookJson() {
	}

	/**
	 * The mapper for {@code unmarshal} in the routes. Throws a StreamConstraintsException
	 * for too deep a nesting, and another JsonProcessingException for everything else it
	 * refuses; their messages may quote the body and are for nobody's eyes.
	 */
	static ObjectMapper mapper() {
		JsonFactoryBuilder builder = new JsonFactoryBuilder();
		builder.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(DEEPEST)
			.maxNameLength(Integer.MAX_VALUE)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.build());
		builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
		// A table of all names ever seen is a gift to whoever sends new ones.
		builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
		builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
		return new ObjectMapper(new StrictUtf8JsonFactory(builder))
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

}
