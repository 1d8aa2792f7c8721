package dev.fusesync.receive;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.AntPathMatcher;

/**
 * Lets nothing onto the webhook's port but what a route takes, whichever servlets,
 * filters and pages a library registers there by itself. Everything else is a 404.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RoutesOnlyFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final AntPathMatcher PATHS = new AntPathMatcher();

	private final transient CamelContext camel;

	private final transient WebhookSettings settings;

	RoutesOnlyFilter(CamelContext camel, WebhookSettings settings) {
		this.camel = camel;
		this.settings = settings;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String path = request.getServletPath();
		if (path.equals(this.settings.path()) || isOfARoute(path)) {
			chain.doFilter(request, response);
		}
		else {
			JsonAnswer.write(response, HttpServletResponse.SC_NOT_FOUND, HttpStatus.NOT_FOUND.getReasonPhrase());
		}
	}

	private boolean isOfARoute(String path) {
		return this.camel.getComponent("platform-http", PlatformHttpComponent.class)
			.getHttpEndpoints()
			.stream()
			.anyMatch((endpoint) -> PATHS.match(pattern(endpoint), path));
	}

	private static String pattern(HttpEndpointModel model) {
		boolean prefix = model.getConsumer().getEndpoint() instanceof PlatformHttpEndpoint endpoint
				&& endpoint.isMatchOnUriPrefix();
		return prefix ? model.getUri() + "/**" : model.getUri();
	}

}
