package dev.fusesync.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Checks a request before it becomes a Camel message: its method, its encoding, and
 * whether the route that serves it is running. Hides the query string and the
 * Content-Type, so that platform-http reads bytes and never a form.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class WebhookFilter extends OncePerRequestFilter {

	private static final String HANDED_OVER = WebhookFilter.class.getName() + ".handed-over";

	private static final byte[] NOTHING = {};

	/**
	 * How long storing may take, including the wait for a thread. Less than
	 * {@code spring.mvc.async.request-timeout}, so that the 503 has a body with a
	 * sentence.
	 */
	private static final long PATIENCE = Duration.ofMillis(3_800).toNanos();

	private final WebhookSettings settings;

	private final RoutePaths paths;

	WebhookFilter(WebhookSettings settings, RoutePaths paths) {
		this.settings = settings;
		this.paths = paths;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request.getAttribute(HANDED_OVER) != null || !this.paths.isWebhook(request)) {
			chain.doFilter(request, response);
		}
		else if (!request.getMethod().equals("POST")) {
			response.setHeader(HttpHeaders.ALLOW, "POST");
			JsonAnswer.write(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Webhooks are sent with POST");
		}
		else if (isEncoded(request)) {
			JsonAnswer.write(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
					"Content-Encoding is not supported");
		}
		else if (!this.paths.isWebhookServed()) {
			response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(this.settings.retryAfter()));
			JsonAnswer.write(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Not ready, try again later");
		}
		else {
			request.setAttribute(HANDED_OVER, true);
			ReceivedWebhook received = new ReceivedWebhook(System.nanoTime() + PATIENCE);
			request.setAttribute(RequestAttributes.RECEIVED, received);
			Object body = request.getAttribute(RequestAttributes.BODY);
			chain.doFilter(new BufferedWebhookRequest(request, received, (body != null) ? (byte[]) body : NOTHING),
					response);
		}
	}

	private static boolean isEncoded(HttpServletRequest request) {
		return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))
			.stream()
			.anyMatch((encoding) -> !encoding.equalsIgnoreCase("identity"));
	}

	/**
	 * Runs again in the dispatches after the body was read in the background and after
	 * the route has responded.
	 */
	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

}
