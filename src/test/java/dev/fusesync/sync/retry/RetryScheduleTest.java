package dev.fusesync.sync.retry;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryScheduleTest {

	private static final Duration LONG = Duration.ofHours(72);

	private static final RetrySettings SETTINGS = new RetrySettings(
			Stream.of(5, 10, 20, 30, 60, 120, 900).map(Duration::ofSeconds).toList(), LONG, Duration.ofHours(1));

	private final RetrySchedule middle = new RetrySchedule(SETTINGS, always(0.5));

	@ParameterizedTest
	@CsvSource({ "0, 5", "1, 10", "2, 20", "3, 30", "4, 60", "5, 120", "6, 900", "7, 900", "1000000000, 900" })
	void goesThroughTheDelaysAndRepeatsTheLast(int retries, int seconds) {
		assertThat(this.middle.delay(retries, null, LONG)).isEqualTo(Duration.ofSeconds(seconds));
	}

	@Test
	void differsByAFifthEitherWayAlsoAtTheLongestWait() {
		assertThat(new RetrySchedule(SETTINGS, always(0)).delay(20, null, LONG)).isEqualTo(Duration.ofSeconds(720));
		assertThat(new RetrySchedule(SETTINGS, always(0.999999)).delay(20, null, LONG))
			.isBetween(Duration.ofSeconds(1079), Duration.ofSeconds(1080));
	}

	@Test
	void neverComesSoonerThanTheEndpointAskedAndAtMostATenthLater() {
		Random random = new Random(7);
		RetrySchedule schedule = new RetrySchedule(SETTINGS, random);
		for (int i = 0; i < 10_000; i++) {
			Duration asked = Duration.ofSeconds(1 + random.nextInt(3_600));
			assertThat(schedule.delay(random.nextInt(50), asked, LONG.multipliedBy(10))).isBetween(asked,
					asked.plus(asked.dividedBy(10)));
		}
	}

	@Test
	void isNoHotLoopForAnEndpointThatAsksForNoWait() {
		assertThat(this.middle.delay(3, Duration.ZERO, LONG)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void endsWithOneLastTryWhenTheWebhookIsAboutToBeTooOld() {
		Duration left = Duration.ofSeconds(3);
		assertThat(this.middle.delay(9, null, left)).isEqualTo(left);
		assertThat(this.middle.delay(0, Duration.ofDays(365), left)).isEqualTo(left);
	}

	private static RandomGenerator always(double number) {
		return new RandomGenerator() {
			@Override
			public long nextLong() {
				throw new UnsupportedOperationException();
			}

			@Override
			public double nextDouble() {
				return number;
			}
		};
	}

}
