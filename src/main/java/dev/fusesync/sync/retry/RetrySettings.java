package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When a webhook that was not synced is attempted again.
 *
 * @param delays The delays, 100 ms to 1 day, each varied randomly by up to a fifth; the
 * last one repeats. Short in the first three minutes, in which aggregators' tokens in a
 * webhook are valid.
 * @param maxAge How long a webhook is retried: the sum of its delays. Time in which the
 * circuit breaker is open or the program is down does not count. 1 minute to 365 days.
 * @param longestRetryAfter A longer {@code Retry-After} of Fuse is reduced to this, for
 * the webhook and for the circuit breaker. 1 second to 7 days.
 */
@Validated
@ConfigurationProperties("fuse.retry")
public record RetrySettings(@DefaultValue( {
		"5s", "10s", "15s", "20s", "30s", "45s", "1m", "2m", "5m",
		"15m" }) @NotEmpty List<@NotNull @DurationMin(millis = 100) @DurationMax(days = 1) Duration> delays,
		@DefaultValue("72h") @DurationMin(minutes = 1) @DurationMax(days = 365) Duration maxAge,
		@DefaultValue("1h") @DurationMin(seconds = 1) @DurationMax(days = 7) Duration longestRetryAfter){

}
