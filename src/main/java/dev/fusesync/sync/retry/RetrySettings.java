package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * When a webhook that was not synced comes back from the inbox.
 *
 * @param delays The first waits, one after the other; then each is twice the one before.
 * Dense at first, since aggregators' tokens in a webhook are valid for minutes.
 * @param longestDelay No wait is longer than this, jitter aside.
 * @param maxAge How long a webhook is tried again: the sum of its waits. Time that it lay
 * parked or the program was down does not count.
 * @param mostWaiting How many webhooks wait in memory for their next attempt; more wait
 * on disk, where they keep their order and may come later than planned.
 * @param mostWaitingSize How large these are together at most.
 */
@Validated
@ConfigurationProperties("fuse.retry")
public record RetrySettings(@DefaultValue( {
		"5s", "10s", "20s", "30s", "60s" }) @NotEmpty List<Duration> delays, @DefaultValue("15m") Duration longestDelay,
		@DefaultValue("72h") Duration maxAge, @DefaultValue("20000") @Min(1) int mostWaiting,
		@DefaultValue("32MB") DataSize mostWaitingSize){
}
