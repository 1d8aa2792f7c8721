package dev.fusesync.http;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Replaces Spring Boot's error pages for requests that no route answered: responds with
 * the status and its name as JSON, without any part of the request or the error.
 */
@Controller
class ErrorAnswers implements ErrorController {

	private final WebhookSettings settings;

	ErrorAnswers(WebhookSettings settings) {
		this.settings = settings;
	}

	@RequestMapping("${server.error.path:/error}")
	void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		HttpStatus status = (code instanceof Integer number) ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
		status = (status != null) ? status : HttpStatus.INTERNAL_SERVER_ERROR;
		if (status == HttpStatus.SERVICE_UNAVAILABLE) {
			response.setHeader("Retry-After", String.valueOf(this.settings.retryAfter()));
		}
		JsonAnswer.write(response, status.value(), status.getReasonPhrase());
	}

}
