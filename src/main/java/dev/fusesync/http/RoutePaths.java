package dev.fusesync.http;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.stereotype.Component;
import org.springframework.util.AntPathMatcher;

/** The paths of the webhook's port that routes serve. */
@Component
public class RoutePaths {

	private static final AntPathMatcher PATHS = new AntPathMatcher();

	private final CamelContext camel;

	private final String webhook;

	private volatile boolean paused;

	RoutePaths(CamelContext camel, WebhookSettings settings) {
		this.camel = camel;
		this.webhook = settings.path();
	}

	/** Whether it is the webhook's path, without escapes and path parameters. */
	boolean isWebhook(HttpServletRequest request) {
		return this.webhook.equals(request.getRequestURI());
	}

	/** Whether another route serves it, such as one added by a user. */
	public boolean isOfAnotherRoute(HttpServletRequest request) {
		String path = request.getServletPath();
		return !path.equals(this.webhook)
				&& http().getHttpEndpoints().stream().anyMatch((endpoint) -> PATHS.match(pattern(endpoint), path));
	}

	/**
	 * Whether a route serves the webhook's path; not while routes start or stop, though
	 * the port is open.
	 */
	boolean isWebhookServed() {
		return !this.paused && this.camel.getStatus().isStarted()
				&& http().getHttpEndpoints()
					.stream()
					.anyMatch((endpoint) -> endpoint.getUri().equals(this.webhook)
							&& ServiceHelper.isStarted(endpoint.getConsumer()));
	}

	/**
	 * Has webhooks answered with 503 while their route is replaced: Camel starts a
	 * consumer before requests reach it.
	 * @param paused whether that begins or ends
	 */
	public void pause(boolean paused) {
		this.paused = paused;
	}

	private PlatformHttpComponent http() {
		return this.camel.getComponent("platform-http", PlatformHttpComponent.class);
	}

	private static String pattern(HttpEndpointModel model) {
		boolean prefix = model.getConsumer().getEndpoint() instanceof PlatformHttpEndpoint endpoint
				&& endpoint.isMatchOnUriPrefix();
		return prefix ? model.getUri() + "/**" : model.getUri();
	}

}
