package dev.fusesync.sync.failure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The readable parts of Fuse's response to a sync call.
 *
 * @param requestId Fuse's id of the call, for Fuse's support; empty if missing
 * @param code Fuse's error code, for example {@code invalid_request_body}; empty if
 * missing
 * @param source where the error occurred according to Fuse, {@code internal} or
 * {@code aggregator}; empty if missing
 * @param errors code and type of each error, in lower case and as far as present, wrapped
 * errors first
 */
public record FuseAnswer(String requestId, String code, String source, List<List<String>> errors) {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int LONGEST = 200;

	private static final Pattern NAME = Pattern.compile("[\\w.:-]+");

	/** Parses any body: Fuse's JSON, a gateway's HTML page, or an empty one. */
	public static FuseAnswer of(byte[] body) {
		try {
			JsonNode answer = (body == null) ? JSON.missingNode() : JSON.readTree(body);
			List<List<String>> errors = new ArrayList<>();
			answer.at("/data/errors").forEach((error) -> errors.add(names(error)));
			errors.add(names(answer));
			return new FuseAnswer(text(answer, "request_id"), text(answer, "code"), text(answer, "source"),
					List.copyOf(errors));
		}
		catch (IOException ex) {
			return new FuseAnswer("", "", "", List.of());
		}
	}

	boolean isOfAggregator() {
		return this.source.equalsIgnoreCase("aggregator");
	}

	private static List<String> names(JsonNode error) {
		return Stream.of(text(error, "code"), text(error, "type"))
			.filter((name) -> !name.isEmpty())
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.toList();
	}

	/** Accepts names and ids only; other text must not get into logs or headers. */
	private static String text(JsonNode answer, String field) {
		String text = answer.path(field).asText();
		return (text.length() <= LONGEST && NAME.matcher(text).matches()) ? text : "";
	}

}
