package dev.fusesync.connections.freshness;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * From when on connections count as stale.
 *
 * @param stale times since the last sync, each 1 minute to 365 days, at most 5, each with
 * a gauge of its own; empty for none
 */
@Validated
@ConfigurationProperties("fuse.connections")
record FreshnessSettings(@DefaultValue( {
		"24h", "72h" }) @Size(
				max = 5) List<@NotNull @DurationMin(minutes = 1) @DurationMax(days = 365) Duration> stale){

}
