package dev.fusesync.receive;

import java.time.Clock;

import dev.fusesync.metrics.MetricSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiveConfiguration {

	/**
	 * Spring Boot adds a valve that reports errors too; the one added last reports first.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> errorsInJson() {
		return (tomcat) -> tomcat.addContextCustomizers((context) -> {
			context.getParent().getPipeline().addValve(new JsonErrorValve());
			context.getParent().getPipeline().addValve(new UnreadBody());
		});
	}

	/**
	 * What every webhook was answered with, as a metric and, if it was refused, in the
	 * log.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> answersCounted(WebhookSettings settings,
			SenderSettings senders, MeterRegistry meters, MetricSettings metrics) {
		return (tomcat) -> tomcat.addEngineValves(new AnsweredWebhooks(settings.path(), new Senders(senders), meters,
				metrics, new RejectionLog(Clock.systemUTC())));
	}

}
