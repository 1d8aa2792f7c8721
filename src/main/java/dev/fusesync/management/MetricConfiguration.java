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

	/** What Camel does not say of its own gauges. */
	private static final Map<String, String> DESCRIPTIONS = Map.of("camel.routes.added", "Routes that there are",
			"camel.routes.running", "Routes that are started", "camel.routes.reloaded",
			"Routes that were loaded anew since the start");

	/** There is one Camel context, so its name tells nothing. */
	@Bean
	static MeterFilter withoutNameOfTheOnlyContext() {
		return MeterFilter.ignoreTags("camelContext");
	}

	/**
	 * Camel's labels in snake case and a text on each of its metrics, as Prometheus'
	 * naming rules want it and its linter checks.
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
