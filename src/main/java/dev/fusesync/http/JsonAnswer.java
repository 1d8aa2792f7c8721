package dev.fusesync.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletResponse;

/** An answer that no route gives: a status and one fixed sentence, as JSON. */
public final class JsonAnswer {

	private JsonAnswer() {
	}

	/** Writes the answer; the sentence is ours and contains nothing that JSON escapes. */
	public static void write(HttpServletResponse response, int status, String sentence) throws IOException {
		byte[] body = ("{\"message\":\"" + sentence + "\"}").getBytes(StandardCharsets.UTF_8);
		response.setStatus(status);
		response.setContentType("application/json");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
