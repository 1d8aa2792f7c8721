package dev.fusesync.settings;

import java.time.Duration;
import java.util.Set;

import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the metrics tell apart. A label has few values, whatever stands in webhooks.
 *
 * @param types Types of webhooks, in lower case. Others count as "other".
 * @param sources Aggregators, in lower case. Others count as "other".
 * @param interval How often the metrics ask the database at most, 1 s or more.
 */
@Validated
@ConfigurationProperties("fuse.metrics")
public record MetricSettings(@DefaultValue Set<String> types, @DefaultValue Set<String> sources,
		@NotNull @DefaultValue("15s") @DurationMin(seconds = 1) Duration interval) {

	private static final String OTHER = "other";

	/** The type as a label. */
	public String type(String type) {
		return (type != null && this.types.contains(type)) ? type : OTHER;
	}

	/** The aggregator as a label. */
	public String source(String source) {
		return (source != null && this.sources.contains(source)) ? source : OTHER;
	}

}
