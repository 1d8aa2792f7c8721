package dev.fusesync.http;

import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Validator;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How Tomcat and Spring MVC serve the webhook's port. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

	private static final int BELOW_THE_COMPILER = Thread.NORM_PRIORITY - 2;

	/**
	 * Spring Boot adds a valve that reports errors too; the one added last reports first.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> errorsInJson() {
		return (tomcat) -> tomcat
			.addContextCustomizers((context) -> context.getParent().getPipeline().addValve(new JsonErrorValve()));
	}

	/**
	 * Threads that receive give way to the JVM's compiler, like those that sync, and more
	 * than these.
	 */
	@Bean
	ThreadPoolTaskExecutorCustomizer routesGiveWay() {
		return (executor) -> executor.setThreadPriority(BELOW_THE_COMPILER);
	}

	@Bean
	TomcatProtocolHandlerCustomizer<AbstractProtocol<?>> tomcatGivesWay() {
		return (handler) -> handler.setThreadPriority(BELOW_THE_COMPILER);
	}

	/**
	 * Spring looks through a route's handler for annotations of validation at each
	 * request, if it has a validator for requests. Settings have one of their own.
	 */
	@Bean
	WebMvcConfigurer requestsNotValidated() {
		return new WebMvcConfigurer() {
			@Override
			public Validator getValidator() {
				return Validator.forInstanceOf(Void.class, (target, errors) -> {
				});
			}
		};
	}

}
