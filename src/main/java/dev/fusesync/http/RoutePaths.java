package dev.fusesync.http;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.actuate.health.HealthEndpointGroups;
import org.springframework.stereotype.Component;
import org.springframework.util.AntPathMatcher;

/** The paths of the webhook's port: those that routes serve, and those of probes. */
@Component
public class RoutePaths {

	private static final AntPathMatcher PATHS = new AntPathMatcher();

	private final CamelContext camel;

	private final String webhook;

	private final Set<String> probes;

	private volatile boolean paused;

	RoutePaths(CamelContext camel, WebhookSettings settings, HealthEndpointGroups health) {
		this.camel = camel;
		this.webhook = settings.path();
		this.probes = health.getAllWithAdditionalPath(WebServerNamespace.SERVER)
			.stream()
			.map((group) -> group.getAdditionalPath().getValue())
			.collect(Collectors.toSet());
	}

	/** Whether it is the webhook's path, without escapes and path parameters. */
	public boolean isWebhook(HttpServletRequest request) {
		return this.webhook.equals(request.getRequestURI());
	}

	/** Whether another route serves it, such as one added by a user. */
	public boolean isOfAnotherRoute(HttpServletRequest request) {
		String path = request.getServletPath();
		return !path.equals(this.webhook)
				&& http().getHttpEndpoints().stream().anyMatch((endpoint) -> PATHS.match(pattern(endpoint), path));
	}

	/**
	 * Whether it reads the state of a health group that Spring Boot serves on this port
	 * too: none by default, {@code /livez} and {@code /readyz} with
	 * {@code management.endpoint.health.probes.add-additional-paths}.
	 */
	public boolean isProbe(HttpServletRequest request) {
		return this.probes.contains(request.getRequestURI())
				&& (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"));
	}

	/**
	 * The running route that serves the webhook's path; none while routes start or stop,
	 * though the port is open.
	 */
	public Optional<SpringBootPlatformHttpConsumer> webhookConsumer() {
		if (this.paused || !this.camel.getStatus().isStarted()) {
			return Optional.empty();
		}
		return http().getHttpEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getUri().equals(this.webhook) && takesPost(endpoint))
			.map(HttpEndpointModel::getConsumer)
			.filter(ServiceHelper::isStarted)
			.filter(SpringBootPlatformHttpConsumer.class::isInstance)
			.map(SpringBootPlatformHttpConsumer.class::cast)
			.findAny();
	}

	private static boolean takesPost(HttpEndpointModel endpoint) {
		return endpoint.getVerbs() == null || endpoint.getVerbs().contains("POST");
	}

	/**
	 * Has webhooks answered with 503 while their route is replaced.
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
