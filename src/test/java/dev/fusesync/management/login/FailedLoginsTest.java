package dev.fusesync.management.login;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailedLoginsTest {

	private Instant now = Instant.EPOCH;

	private final FailedLogins failed = new FailedLogins(() -> this.now);

	@Test
	void nobodyWaitsForTheFirstOnes() {
		fail("10.0.0.1", FailedLogins.FREE - 1);
		assertThat(this.failed.waitOf("10.0.0.1")).isZero();
	}

	@Test
	void anAddressWaitsAfterEachFurtherOneAndNoOtherAddressDoes() {
		fail("10.0.0.1", FailedLogins.FREE);
		assertThat(this.failed.waitOf("10.0.0.1")).isEqualTo(FailedLogins.WAIT);
		assertThat(this.failed.waitOf("10.0.0.2")).isZero();
		this.now = this.now.plus(FailedLogins.WAIT).minusMillis(1);
		assertThat(this.failed.waitOf("10.0.0.1")).isEqualTo(Duration.ofMillis(1));
		this.now = this.now.plusMillis(2);
		assertThat(this.failed.waitOf("10.0.0.1")).isZero();
		fail("10.0.0.1", 1);
		assertThat(this.failed.waitOf("10.0.0.1")).isEqualTo(FailedLogins.WAIT);
	}

	@Test
	void theRightLoginMakesGood() {
		fail("10.0.0.1", FailedLogins.FREE);
		this.failed.forget("10.0.0.1", "anna");
		fail("10.0.0.1", FailedLogins.FREE - 1);
		assertThat(this.failed.waitOf("10.0.0.1")).isZero();
	}

	@Test
	void oneWhoHasALoginCannotGuessAnothersForEver() {
		fail("10.0.0.1", FailedLogins.FREE - 1);
		this.failed.forget("10.0.0.1", "vera");
		fail("10.0.0.1", 1);
		assertThat(this.failed.waitOf("10.0.0.1")).isEqualTo(FailedLogins.WAIT);
		this.failed.add("10.0.0.1", "vera");
		this.failed.forget("10.0.0.1", "vera");
		assertThat(this.failed.waitOf("10.0.0.1")).isEqualTo(FailedLogins.WAIT);
	}

	@Test
	void anIpv6NetworkCountsAsOne() {
		fail("2001:db8:1:1::1", FailedLogins.FREE);
		assertThat(this.failed.waitOf("2001:db8:1:1:ffff::2")).isEqualTo(FailedLogins.WAIT);
		assertThat(this.failed.waitOf("2001:db8:1:2::1")).isZero();
	}

	@Test
	void remembersOnlySoManyAddresses() {
		fail("10.0.0.1", FailedLogins.FREE);
		for (int i = 0; i < 2 * FailedLogins.ADDRESSES; i++) {
			fail("10.1." + i / 256 + "." + i % 256, 1);
			this.failed.waitOf("10.0.0.1");
		}
		assertThat(this.failed.size()).isEqualTo(FailedLogins.ADDRESSES);
		assertThat(this.failed.waitOf("10.0.0.1")).as("one that goes on is not pushed out by others")
			.isEqualTo(FailedLogins.WAIT);
	}

	private void fail(String address, int times) {
		for (int i = 0; i < times; i++) {
			this.failed.add(address, "anna");
		}
	}

}
