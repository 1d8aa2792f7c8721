package dev.fusesync.deadletters;

import java.time.Duration;

import jakarta.validation.constraints.AssertTrue;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long dead letters are kept.
 *
 * @param retention how long a dead letter is kept before it is deleted automatically, at
 * least one hour; 0 to keep it forever
 * @param discardSuperseded whether dead letters of whose connection a newer webhook was
 * synced are discarded automatically, once an hour
 */
@Validated
@ConfigurationProperties("fuse.deadletters")
record DeadLetterSettings(@DefaultValue("0") @DurationMin @DurationMax(days = 3650) Duration retention,
		@DefaultValue("false") boolean discardSuperseded) {

	/** At least one hour, so that a typo does not discard recent dead letters. */
	@AssertTrue(message = "must be 0 or at least one hour")
	boolean isRetentionSensible() {
		return this.retention.isZero() || this.retention.toHours() > 0;
	}

}
