package dev.fusesync.sync.breaker;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When all webhooks wait because none could be synced.
 *
 * @param failures After how many calls in a row that could not connect, or that failed in
 * Fuse for as many connections of more than one source.
 * @param halfOpenAfter The wait until a single webhook tries whether Fuse is back.
 * @param longestOpen No wait between two such tries is longer; each is twice the one
 * before.
 */
@Validated
@ConfigurationProperties("fuse.breaker")
public record BreakerSettings(@DefaultValue("3") @Min(1) int failures, @DefaultValue("5s") Duration halfOpenAfter,
		@DefaultValue("1m") Duration longestOpen) {
}
