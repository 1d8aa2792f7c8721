package dev.fusesync.store;

import java.nio.file.Path;
import java.time.Duration;

import dev.fusesync.settings.DataSizeBetween;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where accepted webhooks are stored.
 *
 * @param directory directory of the database file; created if it does not exist
 * @param diskReserve free disk space below which webhooks are rejected with 503; 0 for
 * none
 * @param maxBacklog number of webhooks waiting to be synced above which further ones are
 * rejected with 503; 0 for no limit
 * @param history how long rows of finished webhooks are kept, without their bodies, at
 * least 1 hour
 * @param maxHistory maximum number of these rows; of events, twice as many are kept
 * @param maxEvents maximum number of events kept of one connection, 10 or more
 * @param keepBodies how long bodies of webhooks that were synced or delivered are kept,
 * to send them again, at most 30 days and {@code history}; 0 for not at all
 * @param backup copies of the database
 */
@Validated
@ConfigurationProperties("fuse.store")
public record StoreSettings(@NotNull @DefaultValue("data") Path directory,
		@DefaultValue("256MB") @DataSizeBetween(min = "0B", max = "1TB") DataSize diskReserve,
		@DefaultValue("0") @Min(0) @Max(1_000_000_000) long maxBacklog,
		@NotNull @DefaultValue("30d") @DurationMin(hours = 1) @DurationMax(days = 3650) Duration history,
		@DefaultValue("1000000") @Min(0) @Max(1_000_000_000) long maxHistory,
		@DefaultValue("200") @Min(10) @Max(100_000) int maxEvents,
		@NotNull @DefaultValue("0") @DurationMin @DurationMax(days = 30) Duration keepBodies,
		@Valid @DefaultValue Backup backup) {

	/** Whether bodies are kept after success. */
	public boolean keepsBodies() {
		return !this.keepBodies.isZero();
	}

	/** A body is deleted with its row. */
	@AssertTrue(message = "must not be longer than fuse.store.history")
	boolean isKeepBodiesWithinHistory() {
		return this.keepBodies == null || this.history == null || this.keepBodies.compareTo(this.history) <= 0;
	}

	/**
	 * Copies of the database, made while it is in use.
	 *
	 * @param schedule Spring cron expression with six fields; blank to disable backups
	 * @param directory directory of the copies; created if it does not exist
	 * @param keep number of copies to keep; older ones are deleted
	 */
	public record Backup(@DefaultValue("") String schedule, @NotNull @DefaultValue("backup") Path directory,
			@DefaultValue("7") @Min(1) @Max(1000) int keep) {

	}

}
