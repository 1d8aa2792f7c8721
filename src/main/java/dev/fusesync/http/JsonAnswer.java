package dev.fusesync.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** A response that is not sent by a route: a status and one fixed sentence, as JSON. */
public final class JsonAnswer {

	private JsonAnswer() {
	}

	/**
	 * Writes the response. The sentence is a constant without characters that JSON
	 * escapes.
	 */
	public static void write(HttpServletResponse response, int status, String sentence) throws IOException {
		byte[] body = ("{\"message\":\"" + sentence + "\"}").getBytes(StandardCharsets.UTF_8);
		response.setStatus(status);
		response.setContentType("application/json");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/** Writes the response to an error, with {@code Retry-After} if it is a 503. */
	public static void write(HttpServletResponse response, HttpStatus status, String sentence, WebhookSettings settings)
			throws IOException {
		if (status == HttpStatus.SERVICE_UNAVAILABLE) {
			response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(settings.retryAfter()));
		}
		write(response, status.value(), sentence);
	}

	/** Writes the response to an error of which only the status is known. */
	public static void writeError(HttpServletResponse response, int code, WebhookSettings settings) throws IOException {
		HttpStatus known = HttpStatus.resolve(code);
		HttpStatus status = (known != null) ? known : HttpStatus.INTERNAL_SERVER_ERROR;
		write(response, status, status.getReasonPhrase(), settings);
	}

	/**
	 * Tells the sender that its connection will be closed. HTTP/2 has no such header, and
	 * an answer with one is refused by its clients.
	 */
	public static void announceClose(HttpServletRequest request, HttpServletResponse response) {
		if (!"HTTP/2.0".equals(request.getProtocol())) {
			response.setHeader("Connection", "close");
		}
	}

}
