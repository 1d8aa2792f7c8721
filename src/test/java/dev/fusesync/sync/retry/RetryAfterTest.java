package dev.fusesync.sync.retry;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTest {

	private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "0|0", "120|120", " 7 |7", "Wed, 01 Jul 2026 12:02:00 GMT|120",
			"Wed, 01 Jul 2026 11:00:00 GMT|0" })
	void isSecondsOrADate(String header, int seconds) {
		assertThat(RetryAfter.parse(header, NOW, Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(seconds));
	}

	@ParameterizedTest
	@ValueSource(strings = { "999999999", "3601", "Fri, 01 Jan 2100 00:00:00 GMT" })
	void isNoLongerThanTheLongest(String header) {
		assertThat(RetryAfter.parse(header, NOW, Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "-1", "1.5", "soon", "99999999999999999999", "2026-07-01T12:00:00Z" })
	void isNoneIfItCannotBeRead(String header) {
		assertThat(RetryAfter.parse(header, NOW, Duration.ofHours(1))).isNull();
	}

}
