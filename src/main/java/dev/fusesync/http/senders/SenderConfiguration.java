package dev.fusesync.http.senders;

import java.time.Clock;

import dev.fusesync.http.RoutePaths;
import dev.fusesync.http.WebhookSettings;
import dev.fusesync.settings.MetricSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Installs the checks and counters of webhooks in Tomcat. */
@Configuration(proxyBeanMethods = false)
class SenderConfiguration {

	/** Counts the response to every webhook as a metric, and logs rejections. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> answersCounted(WebhookSettings settings,
			SenderSettings senders, ObjectProvider<RoutePaths> paths, MeterRegistry meters, MetricSettings metrics) {
		return (tomcat) -> tomcat.addEngineValves(new AnsweredWebhooks(settings.path(), new Senders(senders),
				(request) -> paths.getObject().isProbe(request), meters, metrics, new RejectionLog(Clock.systemUTC())));
	}

}
