package dev.fusesync.metrics;

import io.micrometer.core.instrument.config.MeterFilter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MetricConfiguration {

	/** There is one Camel context, so its name tells nothing. */
	@Bean
	static MeterFilter withoutNameOfTheOnlyContext() {
		return MeterFilter.ignoreTags("camelContext");
	}

}
