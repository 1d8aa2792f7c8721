package dev.fusesync.http;

import java.time.Duration;
import java.util.List;

import dev.fusesync.settings.DataSizeBetween;
import dev.fusesync.settings.SettingsException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How webhooks are received.
 *
 * @param path The path that Fuse posts to. Must begin with a slash and not end with one.
 * @param maxBodySize Maximum size of a body; a larger one is rejected with 413.
 * @param readTimeout Maximum time for a body to arrive completely; after that the
 * response is 408.
 * @param maxBodyMemory Maximum total size of the bodies that are being read or waiting,
 * without the first 16 KB of each; a further one is rejected with 503. The same amount
 * again is available for processing them.
 * @param retryAfter Value of {@code Retry-After} of a 503, in seconds.
 */
@Validated
@ConfigurationProperties("fuse.webhook")
public record WebhookSettings(@DefaultValue("/webhook") @Pattern(regexp = "(/[A-Za-z0-9_.~-]+)+",
		message = "must begin with a slash, not end with one, and consist of letters, digits and _.~-") String path,
		@DefaultValue("2MB") @DataSizeBetween(min = "1B", max = "64MB") DataSize maxBodySize,
		@DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 5) Duration readTimeout,
		@DefaultValue("48MB") @DataSizeBetween(min = "1B", max = "64GB") DataSize maxBodyMemory,
		@DefaultValue("5") @Min(1) @Max(86_400) int retryAfter) {

	public WebhookSettings {
		if (maxBodyMemory.compareTo(maxBodySize) < 0) {
			throw new SettingsException(
					List.of("fuse.webhook.max-body-memory is smaller than fuse.webhook.max-body-size."),
					"Correct one of them in application.properties and start again.");
		}
	}

	/** {@link #maxBodySize()} in bytes. */
	public int maxBodyBytes() {
		return (int) this.maxBodySize.toBytes();
	}

}
