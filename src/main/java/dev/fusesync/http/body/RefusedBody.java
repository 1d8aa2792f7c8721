package dev.fusesync.http.body;

import java.io.IOException;

import dev.fusesync.http.JsonAnswer;
import dev.fusesync.http.Outcome;
import dev.fusesync.http.RequestAttributes;
import dev.fusesync.http.WebhookSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;

/** The response to a rejected body, after which the connection is closed. */
record RefusedBody(HttpStatus status, String sentence) {

	static RefusedBody tooLarge(WebhookSettings settings) {
		return new RefusedBody(HttpStatus.PAYLOAD_TOO_LARGE,
				"The body is larger than " + settings.maxBodyBytes() + " bytes");
	}

	static RefusedBody tooSlow() {
		return new RefusedBody(HttpStatus.REQUEST_TIMEOUT, "The body did not arrive in time");
	}

	static RefusedBody oneTooMany() {
		return new RefusedBody(HttpStatus.SERVICE_UNAVAILABLE, "Too many large bodies at once, try again later");
	}

	static RefusedBody notHttp() {
		return new RefusedBody(HttpStatus.BAD_REQUEST, HttpStatus.BAD_REQUEST.getReasonPhrase());
	}

	/**
	 * Sets the outcome explicitly, since Tomcat reports such a request as a 500
	 * afterwards.
	 */
	void answer(HttpServletRequest request, HttpServletResponse response, WebhookSettings settings) throws IOException {
		request.setAttribute(RequestAttributes.OUTCOME, Outcome.of(this.status.value()));
		JsonAnswer.announceClose(request, response);
		JsonAnswer.write(response, this.status, this.sentence, settings);
		response.flushBuffer();
	}

}
