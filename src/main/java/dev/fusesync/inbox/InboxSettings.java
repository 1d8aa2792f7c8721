package dev.fusesync.inbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The broker that keeps the inbox.
 *
 * @param maxDiskUsage Share of the disk in use, in percent, from which on webhooks are
 * answered with 503. The broker looks every five seconds.
 * @param maxBacklog How many webhooks may wait to be synced until further ones are
 * answered with 503; 0 for as many as the disk holds.
 */
@Validated
@ConfigurationProperties("fuse.inbox")
public record InboxSettings(@DefaultValue("90") @Min(1) @Max(100) int maxDiskUsage,
		@DefaultValue("0") @Min(0) long maxBacklog) {
}
