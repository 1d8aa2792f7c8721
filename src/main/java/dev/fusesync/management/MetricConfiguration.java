package dev.fusesync.management;

import java.util.Locale;
import java.util.Map;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MetricConfiguration {

	/** Descriptions of Camel's gauges that have none. */
	private static final Map<String, String> DESCRIPTIONS = Map.of("camel.routes.added", "Number of routes",
			"camel.routes.running", "Number of started routes", "camel.routes.reloaded",
			"Number of routes reloaded since the start");

	/** Removes the name of the Camel context, since there is only one. */
	@Bean
	static MeterFilter withoutNameOfTheOnlyContext() {
		return MeterFilter.ignoreTags("camelContext");
	}

	/**
	 * Converts the tags of Camel's metrics to snake case and adds descriptions, as
	 * required by Prometheus' naming rules and checked by its linter.
	 */
	@Bean
	static MeterFilter camelAsPrometheusHasIt() {
		return new MeterFilter() {
			@Override
			public Meter.Id map(Meter.Id id) {
				return id.getName().startsWith("camel.") ? renamed(id) : id;
			}
		};
	}

	private static Meter.Id renamed(Meter.Id id) {
		Tags tags = Tags.of(id.getTags()
			.stream()
			.map((tag) -> Tag.of(tag.getKey().replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT), tag.getValue()))
			.toList());
		return new Meter.Id(id.getName(), tags, id.getBaseUnit(),
				DESCRIPTIONS.getOrDefault(id.getName(), id.getDescription()), id.getType());
	}

}
