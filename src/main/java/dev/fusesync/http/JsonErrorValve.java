package dev.fusesync.http;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;

/**
 * Responds with JSON to requests that are not valid HTTP. Tomcat rejects these before
 * Spring sees them, and would respond with an HTML page.
 */
final class JsonErrorValve extends ErrorReportValve {

	@Override
	protected void report(Request request, Response response, Throwable throwable) {
		HttpStatus status = HttpStatus.resolve(response.getStatus());
		if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			JsonAnswer.write(response, status.value(), status.getReasonPhrase());
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			container.getLogger().debug("The sender has disconnected", ex);
		}
	}

}
