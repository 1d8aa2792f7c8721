package dev.fusesync.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import dev.fusesync.sync.CallOutcome.Kind;
import dev.fusesync.sync.SyncGate.Pass;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SyncGateTest {

	private static final Instant START = Instant.parse("2026-07-01T12:00:00Z");

	private final TestClock clock = new TestClock();

	private final SyncGate gate = new SyncGate(new ParkingSettings(3, Duration.ofSeconds(5), Duration.ofSeconds(60)),
			this.clock);

	@Test
	void parksWhenCallsInARowCannotConnect() {
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.gate.isParked()).isFalse();
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.gate.isParked()).isTrue();
	}

	@Test
	void startsToCountAnewAfterASuccess() {
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.HEALTHY, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.gate.isParked()).isFalse();
	}

	@Test
	void parksAtOnceWhenFuseRefusesUs() {
		fail(Kind.REFUSED, "a", "plaid");
		assertThat(this.gate.tryPass()).isEqualTo(Pass.NONE);
	}

	@Test
	void parksOnTroubleOnlyAcrossSeveralConnectionsAndSources() {
		for (int i = 0; i < 100; i++) {
			fail(Kind.TROUBLED, "a", "plaid");
			fail(Kind.TROUBLED, "b" + i, "plaid");
			fail(Kind.UNCLEAR, "c" + i, "mx");
		}
		assertThat(this.gate.isParked()).isFalse();
		fail(Kind.TROUBLED, "d", "teller");
		assertThat(this.gate.isParked()).isTrue();
	}

	@Test
	void letsOneProbeThroughAtATimeAtGrowingIntervals() {
		fail(Kind.REFUSED, "a", "plaid");
		for (int seconds : new int[] { 5, 10, 20, 40, 60, 60, 60 }) {
			this.clock.forward(Duration.ofSeconds(seconds).minusMillis(1));
			assertThat(this.gate.tryPass()).isEqualTo(Pass.NONE);
			this.clock.forward(Duration.ofMillis(1));
			assertThat(this.gate.tryPass()).isEqualTo(Pass.PROBE);
			assertThat(this.gate.tryPass()).isEqualTo(Pass.NONE);
			end(Kind.UNREACHABLE, Pass.PROBE);
		}
	}

	@Test
	void knowsWhyItIsParkedNow() {
		for (int i = 0; i < 3; i++) {
			fail(Kind.UNREACHABLE, "a" + i, "plaid");
		}
		Instant since = this.gate.parked().orElseThrow().since();
		for (Kind kind : new Kind[] { Kind.REFUSED, Kind.UNCLEAR }) {
			this.clock.forward(Duration.ofMinutes(2));
			assertThat(this.gate.tryPass()).isEqualTo(Pass.PROBE);
			end(kind, Pass.PROBE);
			assertThat(this.gate.parked().orElseThrow().by().kind()).isEqualTo(Kind.REFUSED);
			assertThat(this.gate.parked().orElseThrow().since()).isEqualTo(since);
		}
	}

	@Test
	void opensForAllOnceAProbeIsAnswered() {
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		assertThat(this.gate.tryPass()).isEqualTo(Pass.PROBE);
		end(Kind.HEALTHY, Pass.PROBE);
		assertThat(this.gate.tryPass()).isEqualTo(Pass.FREE);
		fail(Kind.UNREACHABLE, "a", "plaid");
		assertThat(this.gate.isParked()).isFalse();
	}

	@Test
	void believesTheProbeAloneWhileParked() {
		fail(Kind.REFUSED, "a", "plaid");
		end(Kind.HEALTHY, Pass.FREE);
		assertThat(this.gate.isParked()).isTrue();
		this.clock.forward(Duration.ofSeconds(5));
		assertThat(this.gate.tryPass()).isEqualTo(Pass.PROBE);
		end(Kind.REFUSED, Pass.FREE);
		assertThat(this.gate.tryPass()).isEqualTo(Pass.NONE);
	}

	@Test
	void leavesTheEndpointAloneForAsLongAsItAsked() {
		this.gate.record(new CallOutcome(Kind.REFUSED, "", "a", "plaid", Duration.ofMinutes(10)), Pass.FREE);
		this.clock.forward(Duration.ofMinutes(10).minusMillis(1));
		assertThat(this.gate.tryPass()).isEqualTo(Pass.NONE);
		this.clock.forward(Duration.ofMillis(1));
		assertThat(this.gate.tryPass()).isEqualTo(Pass.PROBE);
	}

	@Test
	void aDayWithoutFuseCostsACallAMinute() {
		for (int i = 0; i < 3; i++) {
			fail(Kind.UNREACHABLE, "a", "plaid");
		}
		int calls = 0;
		for (int second = 0; second < Duration.ofDays(1).toSeconds(); second++) {
			if (this.gate.tryPass() == Pass.PROBE) {
				calls++;
				assertThat(this.gate.tryPass()).isEqualTo(Pass.NONE);
				end(Kind.UNREACHABLE, Pass.PROBE);
			}
			this.clock.forward(Duration.ofSeconds(1));
		}
		// After 5, 10, 20 and 40 s, then once a minute.
		assertThat(calls).isEqualTo(4 + (24 * 3_600 - 75) / 60);
		this.clock.forward(Duration.ofMinutes(1));
		assertThat(this.gate.tryPass()).isEqualTo(Pass.PROBE);
		end(Kind.HEALTHY, Pass.PROBE);
		assertThat(this.gate.tryPass()).isEqualTo(Pass.FREE);
	}

	@Test
	void waitingEndsAsSoonAsTheGateOpens() throws InterruptedException {
		fail(Kind.REFUSED, "a", "plaid");
		this.clock.forward(Duration.ofSeconds(5));
		assertThat(this.gate.tryPass()).isEqualTo(Pass.PROBE);
		Thread opener = new Thread(() -> end(Kind.HEALTHY, Pass.PROBE));
		opener.start();
		assertThat(this.gate.await(Duration.ofMinutes(5))).isEqualTo(Pass.FREE);
		opener.join();
	}

	private void fail(Kind kind, String connection, String source) {
		this.gate.record(new CallOutcome(kind, "It failed.", connection, source, null), Pass.FREE);
	}

	private void end(Kind kind, Pass pass) {
		this.gate.record(new CallOutcome(kind, "It ended.", "a", "plaid", null), pass);
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
