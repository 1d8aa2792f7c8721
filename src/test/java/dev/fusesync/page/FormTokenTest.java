package dev.fusesync.page;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which forms are this program's. */
class FormTokenTest {

	private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

	private final FormToken token = new FormToken();

	@Test
	void isValidForTwoHoursAndForOneLogin() {
		String token = this.token.issue("anna", NOW);
		assertThat(this.token.isValid(token, "anna", NOW)).isTrue();
		assertThat(this.token.isValid(token, "anna", NOW.plus(FormToken.VALID).minusMillis(1))).isTrue();
		assertThat(this.token.isValid(token, "anna", NOW.plus(FormToken.VALID))).isFalse();
		assertThat(this.token.isValid(token, "ben", NOW)).isFalse();
	}

	@Test
	void isOfThisProcessOnly() {
		assertThat(new FormToken().isValid(this.token.issue("anna", NOW), "anna", NOW)).isFalse();
	}

	@Test
	void cannotBeMadeToLastLonger() {
		String shorter = this.token.issue("anna", NOW);
		String longer = this.token.issue("anna", NOW.plus(Duration.ofDays(1)));
		String mixed = longer.substring(0, 11) + shorter.substring(11);
		assertThat(this.token.isValid(mixed, "anna", NOW)).isFalse();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "x", "?", "AAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })
	void isNothingElse(String token) {
		assertThat(this.token.isValid(token, "anna", NOW)).isFalse();
	}

}
