package dev.fusesync.http;

import java.util.List;
import java.util.stream.Stream;

import dev.fusesync.settings.SettingsException;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Configures Tomcat for the webhook's port. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

	private static final int BELOW_THE_COMPILER = Thread.NORM_PRIORITY - 2;

	/** Both ports use the same {@link ServerProperties}. */
	HttpConfiguration(Environment environment, ServerProperties server) {
		List<String> faults = Stream.of("server.servlet.context-path", "spring.mvc.servlet.path")
			.filter((key) -> !environment.getProperty(key, "/").matches("/?"))
			.map((key) -> key + " is set, but the path of webhooks is fuse.webhook.path alone.")
			.toList();
		if (!faults.isEmpty()) {
			throw new SettingsException(faults, "Remove it, and set FUSE_WEBHOOK_PATH to the whole path.");
		}
		int calls = environment.getProperty("camel.component.http.connections-per-route", Integer.class, 0);
		server.getTomcat()
			.setMaxConnections(
					Descriptors.connections(Descriptors.limit(), server.getTomcat().getMaxConnections(), calls));
	}

	/** The health component {@code receive}: up while a running route takes webhooks. */
	@Bean
	HealthIndicator receiveHealthIndicator(RoutePaths paths) {
		return () -> (paths.webhookConsumer().isPresent() ? Health.up() : Health.down()).build();
	}

	/** Spring Boot also adds an error report valve; the one added last reports first. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> errorsInJson(WebhookSettings settings) {
		return (tomcat) -> tomcat.addContextCustomizers(
				(context) -> context.getParent().getPipeline().addValve(new JsonErrorValve(settings)));
	}

	/**
	 * Threads that receive webhooks have a lower priority than the JVM's compiler, and a
	 * higher one than those that sync.
	 */
	@Bean
	ThreadPoolTaskExecutorCustomizer routesGiveWay() {
		return (executor) -> executor.setThreadPriority(BELOW_THE_COMPILER);
	}

	@Bean
	TomcatProtocolHandlerCustomizer<AbstractProtocol<?>> tomcatGivesWay() {
		return (handler) -> handler.setThreadPriority(BELOW_THE_COMPILER);
	}

}
