package dev.fusesync.deadletters;

import java.time.Instant;
import java.util.Arrays;

import dev.fusesync.sync.failure.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static dev.fusesync.support.EndpointParameters.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a person may ask for. */
class DeadLetterFilterTest {

	private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

	@Test
	void knowsEveryClass() {
		assertThat(Arrays.stream(FailureClass.values()).map(FailureClass::value)).isSubsetOf(DeadLetterFilter.CLASSES);
		assertThat(DeadLetterFilter.CLASSES).contains("unexpected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "30m", "PT30M", "1800s" })
	void readsAges(String olderThan) {
		assertThat(filter("olderThan", olderThan).deadBefore()).isEqualTo("2026-01-31T11:30:00Z");
	}

	@ParameterizedTest
	@ValueSource(strings = { "2026-01-31T11:30:00Z", "2026-01-31T12:30:00+01:00", "2026-01-31T11:30Z" })
	void readsTimes(String time) {
		for (String name : new String[] { "receivedAfter", "receivedBefore", "deadAfter", "deadBefore" }) {
			assertThat(filter(name, time).toString()).contains(name + "=2026-01-31T11:30:00Z");
		}
	}

	@ParameterizedTest
	@CsvSource({ "olderThan, soon, 30m", "olderThan, -5m, 30m", "olderThan, PT, 30m",
			"olderThan, 99999999999999999999d, 30m", "olderThan, 9999999999h, 30m", "deadAfter, yesterday, T23:59:59Z",
			"receivedBefore, 2026-01-31, T23:59:59Z", "deadBefore, +999999999-12-31T23:59:59Z, T23:59:59Z",
			"attempts, 0, from 1 on", "attempts, many, from 1 on", "attempts, 9999999999, from 1 on",
			"failureClass, wrong, message", "superseded, yes, true or false", "state, waiting, synced or delivered",
			"finishedAfter, 2026-01-31T11:30:00Z, give the state", "cause, message, what causes shows" })
	void refusesWhatMeansNothing(String name, String value, String sentence) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> filter(name, value))
			.withMessageContaining(sentence);
	}

	@Test
	void refusesTwoEnds() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> filter("olderThan", "1d", "deadBefore", "2026-01-31T11:30:00Z"))
			.withMessageContaining("leave one out");
	}

	@ParameterizedTest
	@CsvSource({ "failureClass, message", "code, x", "cause, x", "superseded, true", "olderThan, 1d",
			"deadAfter, 2026-01-31T11:30:00Z", "deadBefore, 2026-01-31T11:30:00Z" })
	void refusesOfASuccessWhatOnlyDeadLettersHave(String name, String value) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> filter("state", "synced", name, value))
			.withMessageContaining("leave out");
	}

	@Test
	void aStateAloneIsNoCriterion() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> filter("state", "delivered").orAll(false))
			.withMessageContaining("Say which");
		assertThat(filter("state", "delivered").orAll(true).state()).isEqualTo("delivered");
		assertThat(filter("state", "delivered", "type", "a").orAll(false).type()).isEqualTo("a");
	}

	private static DeadLetterFilter filter(String... values) {
		return DeadLetterFilter.of(asked(values), NOW);
	}

}
