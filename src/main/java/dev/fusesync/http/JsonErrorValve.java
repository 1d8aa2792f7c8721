package dev.fusesync.http;

import java.io.IOException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;

/**
 * Answers what is not even HTTP: Tomcat refuses such requests before Spring sees them,
 * and would do so with a page of HTML.
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
			container.getLogger().debug("The sender is gone", ex);
		}
	}

}
