package dev.fusesync.http;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.AbstractProtocol;
import org.springframework.http.HttpStatus;

/**
 * Responds with JSON to requests that are not valid HTTP. Tomcat rejects these before
 * Spring sees them, and would respond with an HTML page.
 * <p>
 * Tomcat also rejects a request with 400 if it begins to stop after it has read the
 * request's first line: it leaves the headers unread and then misses the header
 * {@code Host}. The response to that is a 503 with {@code Retry-After}, since senders do
 * not repeat a request after a 400.
 */
final class JsonErrorValve extends ErrorReportValve {

	private final WebhookSettings settings;

	JsonErrorValve(WebhookSettings settings) {
		this.settings = settings;
	}

	@Override
	protected void report(Request request, Response response, Throwable throwable) {
		HttpStatus status = status(request, response);
		if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			JsonAnswer.write(response, status, status.getReasonPhrase(), this.settings);
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			container.getLogger().debug("The sender has disconnected", ex);
		}
	}

	private static HttpStatus status(Request request, Response response) {
		HttpStatus status = HttpStatus.resolve(response.getStatus());
		boolean stops = request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol
				&& protocol.isPaused();
		return (stops && status == HttpStatus.BAD_REQUEST) ? HttpStatus.SERVICE_UNAVAILABLE : status;
	}

}
