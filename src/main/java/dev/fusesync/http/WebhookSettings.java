package dev.fusesync.http;

import java.time.Duration;
import java.util.List;

import dev.fusesync.settings.SettingsException;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where and how webhooks come in.
 *
 * @param path The path that Fuse posts to; it begins with a slash and does not end with
 * one.
 * @param maxBodySize The largest body accepted; a larger one is answered with 413.
 * @param readTimeout How long a body may take to arrive as a whole; then the answer is
 * 408.
 * @param maxBodyMemory How large all bodies together may be that are being read or wait,
 * without the first 16 KB of each; a further one is answered with 503. As much again is
 * for working on them.
 * @param retryAfter What a 503 tells the sender to wait, in seconds.
 */
@Validated
@ConfigurationProperties("fuse.webhook")
public record WebhookSettings(@DefaultValue("/webhook") @Pattern(regexp = "(/[A-Za-z0-9_.~-]+)+",
		message = "must begin with a slash, not end with one, and consist of letters, digits and _.~-") String path,
		@DefaultValue("2MB") DataSize maxBodySize, @DefaultValue("10s") Duration readTimeout,
		@DefaultValue("48MB") DataSize maxBodyMemory, @DefaultValue("5") @Min(1) int retryAfter) {

	private static final DataSize LARGEST = DataSize.ofMegabytes(64);

	public WebhookSettings {
		if (readTimeout.isNegative() || readTimeout.isZero()) {
			throw new SettingsException(List.of("fuse.webhook.read-timeout must be longer than nothing."),
					"Correct it in application.properties and start again.");
		}
		if (maxBodyMemory.compareTo(maxBodySize) < 0) {
			throw new SettingsException(
					List.of("fuse.webhook.max-body-memory is smaller than fuse.webhook.max-body-size."),
					"Correct one of them in application.properties and start again.");
		}
		if (maxBodySize.toBytes() < 1 || maxBodySize.compareTo(LARGEST) > 0) {
			throw new SettingsException(List.of("fuse.webhook.max-body-size must be between 1B and 64MB."),
					"Correct it in application.properties and start again.");
		}
	}

	/** {@link #maxBodySize()} in bytes. */
	public int maxBodyBytes() {
		return (int) this.maxBodySize.toBytes();
	}

}
