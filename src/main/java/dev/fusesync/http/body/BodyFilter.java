package dev.fusesync.http.body;

import java.io.IOException;

import dev.fusesync.http.RequestAttributes;
import dev.fusesync.http.RoutePaths;
import dev.fusesync.http.WebhookSettings;
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
 * Reads the body before any other decision about a request, so that its sender receives
 * the response and no thread waits for a slow sender: a body that has not arrived
 * together with the head is read asynchronously by {@link BodyReading}. Routes that users
 * add on other paths read their own bodies.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class BodyFilter extends OncePerRequestFilter {

	private final WebhookSettings settings;

	private final RoutePaths paths;

	private final BodyMemory memory;

	private final LargeBodies large;

	BodyFilter(WebhookSettings settings, RoutePaths paths) {
		this.settings = settings;
		this.paths = paths;
		this.memory = new BodyMemory(settings.maxBodyMemory().toBytes());
		this.large = new LargeBodies(settings.maxBodyMemory().toBytes());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request.getAttribute(BodyReading.REFUSED) instanceof RefusedBody refused) {
			refused.answer(request, response, this.settings);
			UnreadBody.abandon(request);
		}
		else if (isAsyncDispatch(request)) {
			chain.doFilter(request, response);
		}
		else {
			takeBody(request, response, chain);
		}
	}

	private void takeBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		long length = request.getContentLengthLong();
		if (!hasBody(request, length) || this.paths.isOfAnotherRoute(request)) {
			chain.doFilter(request, response);
		}
		else if (length > 0 && length <= Math.min(this.settings.maxBodyBytes(), request.getInputStream().available())) {
			request.setAttribute(RequestAttributes.BODY, request.getInputStream().readNBytes((int) length));
			chain.doFilter(request, response);
		}
		else if (length > this.settings.maxBodyBytes() + BodyReading.DROPPED) {
			RefusedBody.tooLarge(this.settings).answer(request, response, this.settings);
			UnreadBody.abandon(request);
		}
		else {
			new BodyReading(request, response, this.settings, this.memory, this.large).start();
		}
	}

	/** HTTP/2 has no transfer encoding, and may leave out the length. */
	private static boolean hasBody(HttpServletRequest request, long length) {
		return length > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
				|| length < 0 && request.getProtocol().startsWith("HTTP/2");
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	/** The free bytes of {@code fuse.webhook.max-body-memory}. */
	long memoryLeft() {
		return this.memory.left();
	}

}
