package dev.fusesync.management.login;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedLoginsTest {

	private final AtomicInteger asked = new AtomicInteger();

	private Instant now = Instant.EPOCH;

	private final RememberedLogins logins = new RememberedLogins(new PasswordEncoder() {

		@Override
		public String encode(CharSequence password) {
			return "{" + password + "}";
		}

		@Override
		public boolean matches(CharSequence password, String hash) {
			RememberedLoginsTest.this.asked.incrementAndGet();
			return encode(password).equals(hash);
		}

	}, () -> this.now);

	@Test
	void asksOnceForTheRightPassword() {
		assertThat(this.logins.matches("right", "{right}")).isTrue();
		assertThat(this.logins.matches("right", "{right}")).isTrue();
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void asksEachTimeForAWrongOne() {
		this.logins.matches("right", "{right}");
		assertThat(this.logins.matches("wrong", "{right}")).isFalse();
		assertThat(this.logins.matches("wrong", "{right}")).isFalse();
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void forgetsWithAnotherHash() {
		this.logins.matches("right", "{right}");
		assertThat(this.logins.matches("right", "{another}")).isFalse();
	}

	@Test
	void forgetsAfterItsTime() {
		this.logins.matches("right", "{right}");
		this.now = this.now.plus(RememberedLogins.TIME);
		assertThat(this.logins.matches("right", "{right}")).isTrue();
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void remembersOnlySoMany() {
		for (int i = 0; i <= RememberedLogins.MOST; i++) {
			this.logins.matches("n" + i, "{n" + i + "}");
		}
		int before = this.asked.get();
		this.logins.matches("n1", "{n1}");
		assertThat(this.asked).hasValue(before);
		this.logins.matches("n0", "{n0}");
		assertThat(this.asked).as("the oldest").hasValue(before + 1);
	}

}
