package dev.fusesync.deadletters;

import java.time.Instant;
import java.util.Arrays;

import dev.fusesync.sync.failure.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a person may ask for. */
class DeadLetterFilterTest {

	private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

	@Test
	void knowsEveryClass() {
		assertThat(Arrays.stream(FailureClass.values()).map((known) -> known.name().toLowerCase()))
			.isSubsetOf(DeadLetterFilter.CLASSES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "30m", "PT30M", "1800s" })
	void readsAges(String olderThan) {
		DeadLetterFilter filter = DeadLetterFilter.of(null, null, null, null, olderThan, NOW);
		assertThat(filter.test(parked("2026-01-31T11:30:00Z"))).isTrue();
		assertThat(filter.test(parked("2026-01-31T11:30:01Z"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "-5m", "PT", "99999999999999999999d", "9999999999h" })
	void refusesWhatIsNoAge(String olderThan) {
		assertThatExceptionOfType(BadRequest.class)
			.isThrownBy(() -> DeadLetterFilter.of(null, null, null, null, olderThan, NOW))
			.withMessageContaining("30m");
	}

	private static DeadLetter parked(String time) {
		return new DeadLetter("id", null, null, null, null, null, null, time, 1, 0, "message", null, null, null, null,
				null);
	}

}
