package dev.fusesync.decisions;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How fast decisions about many are carried out.
 *
 * @param replayRate number of webhooks sent again per second when many dead letters are
 * replayed or many waiting webhooks are retried, 1 to 1000
 */
@Validated
@ConfigurationProperties("fuse.deadletters")
public record DecisionSettings(@DefaultValue("20") @Min(1) @Max(1000) int replayRate) {

}
