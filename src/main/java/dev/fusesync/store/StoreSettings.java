package dev.fusesync.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where accepted webhooks are stored.
 *
 * @param directory directory of the database file; made if it is not there
 * @param diskReserve free space on that disk below which webhooks are answered with 503;
 * 0 for none
 * @param maxBacklog how many webhooks may wait to be synced until further ones are
 * answered with 503; 0 for as many as the disk holds
 * @param history how long rows of finished webhooks are kept, without their bodies; in
 * days unless it names a unit
 * @param maxHistory how many of these rows are kept at most
 * @param backup copies of the database
 */
@Validated
@ConfigurationProperties("fuse.store")
public record StoreSettings(@NotNull @DefaultValue("data") Path directory, @DefaultValue("256MB") DataSize diskReserve,
		@DefaultValue("0") @Min(0) long maxBacklog,
		@NotNull @DefaultValue("30d") @DurationMin(hours = 1) @DurationUnit(ChronoUnit.DAYS) Duration history,
		@DefaultValue("1000000") @Min(0) long maxHistory, @Valid @DefaultValue Backup backup) {

	/**
	 * Copies of the database, made while it is used.
	 *
	 * @param schedule when, as a cron expression of Spring with six fields; blank for
	 * never
	 * @param directory where the copies go; made if it is not there
	 * @param keep how many copies are kept; older ones are deleted
	 */
	public record Backup(@DefaultValue("") String schedule, @NotNull @DefaultValue("backup") Path directory,
			@DefaultValue("7") @Min(1) int keep) {

	}

}
