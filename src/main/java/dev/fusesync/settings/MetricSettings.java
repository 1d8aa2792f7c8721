package dev.fusesync.settings;

import java.time.Duration;
import java.util.Set;

import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits the values of metric tags, whatever webhooks contain.
 *
 * @param types Types of webhooks, in lower case. All others become "other".
 * @param sources Aggregators, in lower case. All others become "other".
 * @param interval Minimum time between two reads of the database for metrics, 1 s to 1
 * hour.
 */
@Validated
@ConfigurationProperties("fuse.metrics")
public record MetricSettings(@DefaultValue Set<String> types, @DefaultValue Set<String> sources,
		@NotNull @DefaultValue("15s") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration interval) {

	private static final String OTHER = "other";

	/** Returns the type as a tag value. */
	public String type(String type) {
		return (type != null && this.types.contains(type)) ? type : OTHER;
	}

	/** Returns the aggregator as a tag value. */
	public String source(String source) {
		return (source != null && this.sources.contains(source)) ? source : OTHER;
	}

}
