package dev.fusesync.receive;

import java.io.IOException;
import java.util.Collections;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What has to be settled before a webhook is a Camel message: its method, its encoding
 * and its size, and whether the route that takes it is running. Reads the whole body and
 * hides the query string and the Content-Type, so that platform-http sees bytes and never
 * a form.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class WebhookFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private final transient WebhookSettings settings;

	private final transient CamelContext camel;

	WebhookFilter(WebhookSettings settings, CamelContext camel) {
		this.settings = settings;
		this.camel = camel;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.settings.path().equals(request.getServletPath())) {
			chain.doFilter(request, response);
		}
		else if (!request.getMethod().equals("POST")) {
			response.setHeader("Allow", "POST");
			JsonAnswer.write(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Webhooks are sent with POST");
		}
		else if (isEncoded(request)) {
			JsonAnswer.write(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
					"Content-Encoding is not supported");
		}
		else if (!isServed()) {
			response.setHeader("Retry-After", String.valueOf(this.settings.retryAfter()));
			JsonAnswer.write(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Not ready, try again later");
		}
		else {
			readBody(request, response, chain);
		}
	}

	private void readBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		int limit = this.settings.maxBodyBytes();
		byte[] body = (request.getContentLengthLong() > limit) ? null : request.getInputStream().readNBytes(limit + 1);
		if (body == null || body.length > limit) {
			response.setHeader("Connection", "close");
			JsonAnswer.write(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
					"The body is larger than " + limit + " bytes");
		}
		else {
			chain.doFilter(new BufferedWebhookRequest(request, body), response);
		}
	}

	private static boolean isEncoded(HttpServletRequest request) {
		return Collections.list(request.getHeaders("Content-Encoding"))
			.stream()
			.anyMatch((encoding) -> !encoding.equalsIgnoreCase("identity"));
	}

	/**
	 * While the routes start or stop nobody takes the webhook, though the port is open.
	 */
	private boolean isServed() {
		PlatformHttpComponent http = this.camel.getComponent("platform-http", PlatformHttpComponent.class);
		return this.camel.getStatus().isStarted() && http.getHttpEndpoints()
			.stream()
			.anyMatch((endpoint) -> endpoint.getUri().equals(this.settings.path())
					&& ServiceHelper.isStarted(endpoint.getConsumer()));
	}

}
