package dev.fusesync.overview.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * {@link About} as JSON in the database. An instance of another version may have written
 * more, less or something else.
 */
final class AboutText {

	private static final About NOTHING = new About(null, null, null, null);

	private static final ObjectMapper JSON = JsonMapper.builder()
		.addModule(new JavaTimeModule())
		.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private AboutText() {
	}

	static String of(About about) {
		try {
			return JSON.writeValueAsString(about);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Reads it; nothing is known if it cannot be read.
	 * @param text null if nothing was written
	 */
	static About read(String text) {
		try {
			About about = (text != null) ? JSON.readValue(text, About.class) : null;
			return (about != null) ? about : NOTHING;
		}
		catch (JsonProcessingException ex) {
			return NOTHING;
		}
	}

}
