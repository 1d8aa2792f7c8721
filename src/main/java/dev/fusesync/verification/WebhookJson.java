package dev.fusesync.verification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
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
		return new ObjectMapper(new StrictUtf8JsonFactory(builder))
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

}
