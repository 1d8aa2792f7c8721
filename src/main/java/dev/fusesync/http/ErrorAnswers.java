package dev.fusesync.http;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.error.ErrorController;
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
		JsonAnswer.writeError(response, (code instanceof Integer number) ? number : HttpServletResponse.SC_NOT_FOUND,
				this.settings);
	}

}
