package dev.fusesync.http;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Restricts the webhook's port to paths that a route serves and to probes, even if a
 * library registers servlets, filters or pages there. Responds with 404 to all other
 * requests.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RoutesOnlyFilter extends OncePerRequestFilter {

	private final RoutePaths paths;

	RoutesOnlyFilter(RoutePaths paths) {
		this.paths = paths;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (this.paths.isWebhook(request) || this.paths.isProbe(request) || this.paths.isOfAnotherRoute(request)) {
			chain.doFilter(request, response);
		}
		else {
			JsonAnswer.write(response, HttpServletResponse.SC_NOT_FOUND, HttpStatus.NOT_FOUND.getReasonPhrase());
		}
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

}
