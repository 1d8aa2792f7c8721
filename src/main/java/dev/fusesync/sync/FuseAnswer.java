package dev.fusesync.sync;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What Fuse's answer to a sync call tells, as far as it can be read.
 *
 * @param requestId Fuse's id of the call, to quote to Fuse's support; empty if there is
 * none
 * @param code Fuse's error code, for example {@code invalid_request_body}; empty if there
 * is none
 */
record FuseAnswer(String requestId, String code) {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int LONGEST = 200;

	/**
	 * Reads a body that may be anything: JSON of Fuse, a gateway's HTML page, nothing.
	 */
	static FuseAnswer of(byte[] body) {
		try {
			JsonNode answer = (body == null) ? JSON.missingNode() : JSON.readTree(body);
			return new FuseAnswer(text(answer, "request_id"), text(answer, "code"));
		}
		catch (IOException ex) {
			return new FuseAnswer("", "");
		}
	}

	/** Names and ids only: whatever else stands there is not for logs and headers. */
	private static String text(JsonNode answer, String field) {
		String text = answer.path(field).asText();
		return (text.length() <= LONGEST && text.matches("[\\w.:-]+")) ? text : "";
	}

}
