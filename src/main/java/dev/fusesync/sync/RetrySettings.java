package dev.fusesync.sync;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When a webhook that was not synced comes back from the inbox.
 *
 * @param delays The first waits, one after the other; then each is twice the one before.
 * Dense at first, since aggregators' tokens in a webhook are valid for minutes.
 * @param longestDelay No wait is longer than this, jitter aside.
 * @param maxAge How long after it was received a webhook is still tried again.
 */
@Validated
@ConfigurationProperties("fuse.retry")
public record RetrySettings(@DefaultValue( {
		"5s", "10s", "20s", "30s", "60s" }) @NotEmpty List<Duration> delays, @DefaultValue("15m") Duration longestDelay,
		@DefaultValue("72h") Duration maxAge){
}
