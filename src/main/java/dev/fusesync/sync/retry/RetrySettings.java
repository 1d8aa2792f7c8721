package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotEmpty;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When a webhook that was not synced is attempted again.
 *
 * @param delays The delays, each varied randomly by up to a fifth; the last one repeats.
 * Short in the first three minutes, in which aggregators' tokens in a webhook are valid.
 * @param maxAge How long a webhook is retried: the sum of its delays. Time in which the
 * circuit breaker is open or the program is down does not count.
 * @param longestRetryAfter A longer {@code Retry-After} of the receiver is reduced to
 * this.
 */
@Validated
@ConfigurationProperties("fuse.retry")
public record RetrySettings(@DefaultValue( {
		"5s", "10s", "15s", "20s", "30s", "45s", "1m", "2m", "5m", "15m" }) @NotEmpty List<Duration> delays,
		@DefaultValue("72h") Duration maxAge, @DefaultValue("1h") Duration longestRetryAfter){

}
