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
 * What Fuse's answer to a sync call tells, as far as it can be read.
 *
 * @param requestId Fuse's id of the call, to quote to Fuse's support; empty if there is
 * none
 * @param code Fuse's error code, for example {@code invalid_request_body}; empty if there
 * is none
 * @param source where Fuse says the error arose, {@code internal} or {@code aggregator};
 * empty if it does not say
 * @param errors of each error in the answer, those that are wrapped first, its code and
 * its type, in lower case, as far as there are any
 */
public record FuseAnswer(String requestId, String code, String source, List<List<String>> errors) {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int LONGEST = 200;

	private static final Pattern NAME = Pattern.compile("[\\w.:-]+");

	/**
	 * Reads a body that may be anything: JSON of Fuse, a gateway's HTML page, nothing.
	 */
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

	/** Names and ids only: whatever else stands there is not for logs and headers. */
	private static String text(JsonNode answer, String field) {
		String text = answer.path(field).asText();
		return (text.length() <= LONGEST && NAME.matcher(text).matches()) ? text : "";
	}

}
