package dev.fusesync.sync.breaker;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When the circuit breaker opens and becomes half-open.
 *
 * @param failures Number of consecutive calls after which it opens: calls that could not
 * connect, or that failed in Fuse for that many connections of more than one source.
 * @param halfOpenAfter The wait until a single webhook tests whether Fuse is available.
 * @param longestOpen Maximum wait between two such attempts; each wait is twice the
 * previous one.
 */
@Validated
@ConfigurationProperties("fuse.breaker")
public record BreakerSettings(@DefaultValue("3") @Min(1) @Max(1000) int failures,
		@DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(hours = 1) Duration halfOpenAfter,
		@DefaultValue("1m") @DurationMin(millis = 100) @DurationMax(days = 1) Duration longestOpen) {
}
