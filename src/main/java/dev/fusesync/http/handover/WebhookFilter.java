package dev.fusesync.http.handover;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

import dev.fusesync.http.JsonAnswer;
import dev.fusesync.http.ReceivedWebhook;
import dev.fusesync.http.RequestAttributes;
import dev.fusesync.http.RoutePaths;
import dev.fusesync.http.WebhookSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Checks a request before it becomes a Camel message: its method, its encoding, and
 * whether the route that serves it is running, to which it is handed over. Hides the
 * query string and the Content-Type, so that platform-http reads bytes and never a form.
 */
class WebhookFilter extends OncePerRequestFilter {

	private static final byte[] NOTHING = {};

	/**
	 * How much sooner storing ends than the time limit, so that the 503 has a sentence
	 * that says why.
	 */
	private static final Duration RESERVE = Duration.ofMillis(200);

	private final WebhookSettings settings;

	private final RoutePaths paths;

	private final Duration limit;

	WebhookFilter(WebhookSettings settings, RoutePaths paths, Duration limit) {
		this.settings = settings;
		this.paths = paths;
		this.limit = limit;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.paths.isWebhook(request)) {
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
		else {
			handOver(request, response);
		}
	}

	private void handOver(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Optional<SpringBootPlatformHttpConsumer> route = this.paths.webhookConsumer();
		if (route.isEmpty()) {
			JsonAnswer.write(response, HttpStatus.SERVICE_UNAVAILABLE, "Not ready, try again later", this.settings);
			return;
		}
		ReceivedWebhook received = new ReceivedWebhook(System.nanoTime() + this.limit.minus(RESERVE).toNanos());
		request.setAttribute(RequestAttributes.RECEIVED, received);
		Object body = request.getAttribute(RequestAttributes.BODY);
		new Handover(new BufferedWebhookRequest(request, received, (body != null) ? (byte[]) body : NOTHING), response,
				this.settings)
			.to(route.get(), this.limit);
	}

	private static boolean isEncoded(HttpServletRequest request) {
		return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))
			.stream()
			.anyMatch((encoding) -> !encoding.equalsIgnoreCase("identity"));
	}

	/** Runs again after the body was read in the background. */
	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

}
