package dev.fusesync.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
 * @param codes all codes and types in the answer in lower case, those of wrapped errors
 * first
 */
record FuseAnswer(String requestId, String code, String source, List<String> codes) {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int LONGEST = 200;

	/**
	 * Reads a body that may be anything: JSON of Fuse, a gateway's HTML page, nothing.
	 */
	static FuseAnswer of(byte[] body) {
		try {
			JsonNode answer = (body == null) ? JSON.missingNode() : JSON.readTree(body);
			List<String> codes = new ArrayList<>();
			answer.at("/data/errors").forEach((error) -> addCodes(error, codes));
			addCodes(answer, codes);
			return new FuseAnswer(text(answer, "request_id"), text(answer, "code"), text(answer, "source"),
					List.copyOf(codes));
		}
		catch (IOException ex) {
			return new FuseAnswer("", "", "", List.of());
		}
	}

	boolean isOfAggregator() {
		return this.source.equalsIgnoreCase("aggregator");
	}

	private static void addCodes(JsonNode error, List<String> codes) {
		for (String field : List.of("code", "type")) {
			String code = text(error, field);
			if (!code.isEmpty()) {
				codes.add(code.toLowerCase(Locale.ROOT));
			}
		}
	}

	/** Names and ids only: whatever else stands there is not for logs and headers. */
	private static String text(JsonNode answer, String field) {
		String text = answer.path(field).asText();
		return (text.length() <= LONGEST && text.matches("[\\w.:-]+")) ? text : "";
	}

}
