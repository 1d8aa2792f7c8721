package dev.fusesync.sync.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.sync.breaker.CallOutcome.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerTest {

	private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

	private final TestClock clock = new TestClock();

	private final CircuitBreaker breaker = new CircuitBreaker(
			new BreakerSettings(3, Duration.ofSeconds(5), Duration.ofSeconds(60)), this.clock);

	/** Of an attempt that began while it was closed. */
	private final BreakerPermit usual = this.breaker.permit();

	@Test
	void opensWhenCallsInARowCannotConnect() {
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.breaker.isOpen()).isFalse();
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void startsToCountAnewAfterASuccess() {
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.HEALTHY, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void opensAtOnceWhenFuseRefusesUs() {
		fail(Kind.REFUSED, "a", "plaid");
		assertThat(this.breaker.permit()).isNull();
	}

	@Test
	void opensOnARefusalWithoutACodeOnceAnotherConnectionsCallEndsAlike() {
		for (int i = 0; i < 10; i++) {
			fail(Kind.PERHAPS_REFUSED, "a", "plaid");
			assertThat(this.breaker.isOpen()).isFalse();
		}
		fail(Kind.PERHAPS_REFUSED, "b", "plaid");
		assertThat(this.breaker.opened().orElseThrow().by().kind()).isEqualTo(Kind.REFUSED);
	}

	@Test
	void oneConnectionThatIsRefusedHoldsUpNobodyWhileOthersAreServed() {
		for (int i = 0; i < 10; i++) {
			fail(Kind.PERHAPS_REFUSED, "a" + i, "plaid");
			fail(Kind.HEALTHY, "b", "plaid");
			assertThat(this.breaker.isOpen()).isFalse();
		}
	}

	@Test
	void anotherConnectionTriesAtOnceWhenTheHalfOpenCallIsRefusedWithoutACode() {
		AtomicInteger woken = new AtomicInteger();
		this.breaker.onChange(woken::incrementAndGet);
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		end(Kind.PERHAPS_REFUSED, halfOpen());
		assertThat(woken).hasValue(1);
		end(Kind.PERHAPS_REFUSED, halfOpen());
		assertThat(this.breaker.permit()).as("the same connection again").isNull();
		this.clock.forward(Duration.ofSeconds(10));
		end(Kind.PERHAPS_REFUSED, halfOpen());
		end(Kind.HEALTHY, halfOpen());
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void opensOnTroubleOnlyAcrossSeveralConnectionsAndSources() {
		for (int i = 0; i < 100; i++) {
			fail(Kind.TROUBLED, "a", "plaid");
			fail(Kind.TROUBLED, "b" + i, "plaid");
			fail(Kind.UNCLEAR, "c" + i, "mx");
		}
		assertThat(this.breaker.isOpen()).isFalse();
		fail(Kind.TROUBLED, "d", "teller");
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void letsOneThroughNowIfAPersonSaysSo() {
		AtomicInteger woken = new AtomicInteger();
		this.breaker.onChange(woken::incrementAndGet);
		assertThat(this.breaker.attemptNow()).as("closed").isFalse();
		fail(Kind.REFUSED, "a", "plaid");
		assertThat(this.breaker.attemptNow()).isTrue();
		assertThat(woken).hasValue(1);
		assertThat(this.breaker.attemptNow()).as("due already").isFalse();
		BreakerPermit trial = halfOpen();
		assertThat(this.breaker.attemptNow()).as("running").isFalse();
		end(Kind.REFUSED, trial);
		assertThat(this.breaker.permit()).as("the waits go on").isNull();
		this.clock.forward(Duration.ofSeconds(10));
		end(Kind.HEALTHY, halfOpen());
		assertThat(this.breaker.attemptNow()).as("closed again").isFalse();
	}

	@Test
	void letsOneThroughAtATimeAtGrowingIntervals() {
		fail(Kind.REFUSED, "a", "plaid");
		for (int seconds : new int[] { 5, 10, 20, 40, 60, 60, 60 }) {
			this.clock.forward(Duration.ofSeconds(seconds).minusMillis(1));
			assertThat(this.breaker.permit()).isNull();
			this.clock.forward(Duration.ofMillis(1));
			BreakerPermit trial = halfOpen();
			assertThat(this.breaker.permit()).isNull();
			end(Kind.UNREACHABLE, trial);
		}
	}

	@Test
	void knowsWhyItIsOpenNow() {
		for (int i = 0; i < 3; i++) {
			fail(Kind.UNREACHABLE, "a" + i, "plaid");
		}
		Instant since = this.breaker.opened().orElseThrow().since();
		for (Kind kind : new Kind[] { Kind.REFUSED, Kind.UNCLEAR }) {
			this.clock.forward(Duration.ofMinutes(2));
			BreakerPermit trial = halfOpen();
			end(kind, trial);
			assertThat(this.breaker.opened().orElseThrow().by().kind()).isEqualTo(Kind.REFUSED);
			assertThat(this.breaker.opened().orElseThrow().since()).isEqualTo(since);
		}
	}

	@Test
	void closesOnceTheHalfOpenCallIsAnswered() {
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		BreakerPermit trial = halfOpen();
		end(Kind.HEALTHY, trial);
		assertThat(this.breaker.permit().halfOpen()).isFalse();
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void believesTheHalfOpenCallAloneWhileOpen() {
		fail(Kind.REFUSED, "a", "plaid");
		end(Kind.HEALTHY, this.usual);
		assertThat(this.breaker.isOpen()).isTrue();
		this.clock.forward(Duration.ofSeconds(5));
		BreakerPermit trial = halfOpen();
		end(Kind.REFUSED, this.usual);
		assertThat(this.breaker.permit()).isNull();
	}

	@Test
	void leavesTheEndpointAloneForAsLongAsItAsked() {
		this.breaker.record(new CallOutcome(Kind.REFUSED, "", "a", "plaid", Duration.ofMinutes(10)), this.usual);
		this.clock.forward(Duration.ofMinutes(10).minusMillis(1));
		assertThat(this.breaker.permit()).isNull();
		this.clock.forward(Duration.ofMillis(1));
		BreakerPermit trial = halfOpen();
	}

	@Test
	void aDayWithoutFuseCostsACallAMinute() {
		for (int i = 0; i < 3; i++) {
			fail(Kind.UNREACHABLE, "a", "plaid");
		}
		int calls = 0;
		for (int second = 0; second < Duration.ofDays(1).toSeconds(); second++) {
			BreakerPermit trial = this.breaker.permit();
			if (trial != null) {
				calls++;
				assertThat(this.breaker.permit()).isNull();
				end(Kind.UNREACHABLE, trial);
			}
			this.clock.forward(Duration.ofSeconds(1));
		}
		// After 5, 10, 20 and 40 s, then once a minute.
		assertThat(calls).isEqualTo(4 + (24 * 3_600 - 75) / 60);
		this.clock.forward(Duration.ofMinutes(1));
		BreakerPermit trial = halfOpen();
		end(Kind.HEALTHY, trial);
		assertThat(this.breaker.permit().halfOpen()).isFalse();
	}

	@Test
	void whoWaitsIsWokenAsSoonAsTheBreakerCloses() {
		AtomicInteger woken = new AtomicInteger();
		this.breaker.onChange(woken::incrementAndGet);
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		BreakerPermit trial = halfOpen();
		assertThat(woken).hasValue(0);
		end(Kind.HEALTHY, trial);
		assertThat(woken).hasValue(1);
		assertThat(this.breaker.mayAttempt()).isTrue();
	}

	@Test
	void aHalfOpenAttemptThatMakesNoCallGivesNoVerdict() {
		AtomicInteger woken = new AtomicInteger();
		this.breaker.onChange(woken::incrementAndGet);
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		halfOpen().end();
		assertThat(woken).as("the next webhook may be claimed").hasValue(1);
		assertThat(this.breaker.isOpen()).isTrue();
		BreakerPermit trial = halfOpen();
		assertThat(this.breaker.permit()).isNull();
		end(Kind.HEALTHY, trial);
		trial.end();
		assertThat(this.breaker.permit().halfOpen()).isFalse();
	}

	@Test
	void theEndOfAnEarlierAttemptDoesNotEndTheHalfOpenOne() {
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		halfOpen();
		this.usual.end();
		assertThat(this.breaker.permit()).isNull();
	}

	private BreakerPermit halfOpen() {
		BreakerPermit permit = this.breaker.permit();
		assertThat(permit).isNotNull();
		assertThat(permit.halfOpen()).isTrue();
		return permit;
	}

	private void fail(Kind kind, String connection, String source) {
		this.breaker.record(new CallOutcome(kind, "It failed.", connection, source, null), this.usual);
	}

	private void end(Kind kind, BreakerPermit permit) {
		this.breaker.record(new CallOutcome(kind, "It ended.", "a", "plaid", null), permit);
	}

	private static final class TestClock extends Clock {

		private Instant now = START;

		void forward(Duration duration) {
			this.now = this.now.plus(duration);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
