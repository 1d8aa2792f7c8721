package dev.fusesync.http.handover;

import dev.fusesync.http.RoutePaths;
import dev.fusesync.http.WebhookSettings;

import org.springframework.boot.autoconfigure.web.servlet.WebMvcProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Registers the filter that receives webhooks, for their path alone. */
@Configuration(proxyBeanMethods = false)
class HandoverConfiguration {

	/** An OpenTelemetry agent names the span of a request by the path of this filter. */
	@Bean
	FilterRegistrationBean<WebhookFilter> webhookFilter(WebhookSettings settings, RoutePaths paths,
			WebMvcProperties mvc) {
		FilterRegistrationBean<WebhookFilter> filter = new FilterRegistrationBean<>(
				new WebhookFilter(settings, paths, mvc.getAsync().getRequestTimeout()));
		filter.addUrlPatterns(settings.path());
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
		return filter;
	}

}
