package dev.fusesync.http.senders;

import java.time.Clock;

import dev.fusesync.http.WebhookSettings;
import dev.fusesync.settings.MetricSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Tomcat asks before, and tells after, every webhook. */
@Configuration(proxyBeanMethods = false)
class SenderConfiguration {

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
