package dev.fusesync.operations;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How dead letters are put back.
 *
 * @param replayRate How many dead letters a second go back into the inbox when many are
 * replayed at once, 1 to 1000.
 */
@Validated
@ConfigurationProperties("fuse.deadletters")
record DeadLetterSettings(@DefaultValue("20") @Min(1) @Max(1000) int replayRate) {
}
