package dev.fusesync.sync.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import dev.fusesync.sync.breaker.CallOutcome.Kind;
import dev.fusesync.sync.breaker.CircuitBreaker.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerTest {

	private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

	private final TestClock clock = new TestClock();

	private final CircuitBreaker breaker = new CircuitBreaker(
			new BreakerSettings(3, Duration.ofSeconds(5), Duration.ofSeconds(60)), this.clock);

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
		assertThat(this.breaker.tryPass()).isEqualTo(State.OPEN);
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
	void letsOneThroughAtATimeAtGrowingIntervals() {
		fail(Kind.REFUSED, "a", "plaid");
		for (int seconds : new int[] { 5, 10, 20, 40, 60, 60, 60 }) {
			this.clock.forward(Duration.ofSeconds(seconds).minusMillis(1));
			assertThat(this.breaker.tryPass()).isEqualTo(State.OPEN);
			this.clock.forward(Duration.ofMillis(1));
			assertThat(this.breaker.tryPass()).isEqualTo(State.HALF_OPEN);
			assertThat(this.breaker.tryPass()).isEqualTo(State.OPEN);
			end(Kind.UNREACHABLE, State.HALF_OPEN);
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
			assertThat(this.breaker.tryPass()).isEqualTo(State.HALF_OPEN);
			end(kind, State.HALF_OPEN);
			assertThat(this.breaker.opened().orElseThrow().by().kind()).isEqualTo(Kind.REFUSED);
			assertThat(this.breaker.opened().orElseThrow().since()).isEqualTo(since);
		}
	}

	@Test
	void closesOnceTheHalfOpenCallIsAnswered() {
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		assertThat(this.breaker.tryPass()).isEqualTo(State.HALF_OPEN);
		end(Kind.HEALTHY, State.HALF_OPEN);
		assertThat(this.breaker.tryPass()).isEqualTo(State.CLOSED);
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void believesTheHalfOpenCallAloneWhileOpen() {
		fail(Kind.REFUSED, "a", "plaid");
		end(Kind.HEALTHY, State.CLOSED);
		assertThat(this.breaker.isOpen()).isTrue();
		this.clock.forward(Duration.ofSeconds(5));
		assertThat(this.breaker.tryPass()).isEqualTo(State.HALF_OPEN);
		end(Kind.REFUSED, State.CLOSED);
		assertThat(this.breaker.tryPass()).isEqualTo(State.OPEN);
	}

	@Test
	void leavesTheEndpointAloneForAsLongAsItAsked() {
		this.breaker.record(new CallOutcome(Kind.REFUSED, "", "a", "plaid", Duration.ofMinutes(10)), State.CLOSED);
		this.clock.forward(Duration.ofMinutes(10).minusMillis(1));
		assertThat(this.breaker.tryPass()).isEqualTo(State.OPEN);
		this.clock.forward(Duration.ofMillis(1));
		assertThat(this.breaker.tryPass()).isEqualTo(State.HALF_OPEN);
	}

	@Test
	void aDayWithoutFuseCostsACallAMinute() {
		for (int i = 0; i < 3; i++) {
			fail(Kind.UNREACHABLE, "a", "plaid");
		}
		int calls = 0;
		for (int second = 0; second < Duration.ofDays(1).toSeconds(); second++) {
			if (this.breaker.tryPass() == State.HALF_OPEN) {
				calls++;
				assertThat(this.breaker.tryPass()).isEqualTo(State.OPEN);
				end(Kind.UNREACHABLE, State.HALF_OPEN);
			}
			this.clock.forward(Duration.ofSeconds(1));
		}
		// After 5, 10, 20 and 40 s, then once a minute.
		assertThat(calls).isEqualTo(4 + (24 * 3_600 - 75) / 60);
		this.clock.forward(Duration.ofMinutes(1));
		assertThat(this.breaker.tryPass()).isEqualTo(State.HALF_OPEN);
		end(Kind.HEALTHY, State.HALF_OPEN);
		assertThat(this.breaker.tryPass()).isEqualTo(State.CLOSED);
	}

	@Test
	void waitingEndsAsSoonAsTheBreakerCloses() throws InterruptedException {
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		assertThat(this.breaker.tryPass()).isEqualTo(State.HALF_OPEN);
		Thread opener = new Thread(() -> end(Kind.HEALTHY, State.HALF_OPEN));
		opener.start();
		assertThat(this.breaker.await(Duration.ofMinutes(5))).isEqualTo(State.CLOSED);
		opener.join();
	}

	private void fail(Kind kind, String connection, String source) {
		this.breaker.record(new CallOutcome(kind, "It failed.", connection, source, null), State.CLOSED);
	}

	private void end(Kind kind, State state) {
		this.breaker.record(new CallOutcome(kind, "It ended.", "a", "plaid", null), state);
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
