package dev.fusesync.sync.breaker;

import java.time.Duration;

import dev.fusesync.store.SettableClock;
import dev.fusesync.sync.breaker.CallOutcome.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Whom a refusal without one of Fuse's codes is blamed on. */
@ExtendWith(OutputCaptureExtension.class)
class SourcesTest {

	private final SettableClock clock = new SettableClock();

	private final CircuitBreaker breaker = new CircuitBreaker(
			new BreakerSettings(3, Duration.ofSeconds(5), Duration.ofSeconds(60)), this.clock);

	private final BreakerPermit permit = this.breaker.permit();

	@BeforeEach
	void freeze() {
		this.clock.freeze();
	}

	@Test
	void oneAggregatorThatIsRefusedHoldsUpNoOtherOneThatIsSynced(CapturedOutput output) {
		end(Kind.HEALTHY, "t", "teller");
		for (int i = 0; i < 10; i++) {
			assertThat(end(Kind.PERHAPS_REFUSED, "a" + i, "plaid")).as("blamed on plaid").isTrue();
		}
		assertThat(this.breaker.isOpen()).isFalse();
		assertThat(output).containsOnlyOnce("check the credentials of plaid").doesNotContain("FUSE_API_KEY");
	}

	@Test
	void twoAggregatorsThatAreRefusedHoldUpNoThirdOne() {
		end(Kind.HEALTHY, "t", "teller");
		end(Kind.PERHAPS_REFUSED, "a", "plaid");
		end(Kind.PERHAPS_REFUSED, "b", "mx");
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void theKeyIsBlamedOnceTheOtherAggregatorIsRefusedToo(CapturedOutput output) {
		end(Kind.HEALTHY, "t", "teller");
		end(Kind.HEALTHY, "a", "plaid");
		end(Kind.PERHAPS_REFUSED, "a", "plaid");
		end(Kind.PERHAPS_REFUSED, "b", "plaid");
		assertThat(this.breaker.isOpen()).isFalse();
		assertThat(end(Kind.PERHAPS_REFUSED, "t", "teller")).isFalse();
		assertThat(this.breaker.isOpen()).isTrue();
		assertThat(output).contains("Correct FUSE_API_KEY");
	}

	@Test
	void theKeyIsBlamedIfNoOtherAggregatorWasSyncedForAWhile() {
		end(Kind.HEALTHY, "t", "teller");
		this.clock.step(Duration.ofMinutes(11));
		end(Kind.PERHAPS_REFUSED, "a", "plaid");
		end(Kind.PERHAPS_REFUSED, "b", "plaid");
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void anAggregatorIsBlamedAgainOnceItWasSyncedAgain(CapturedOutput output) {
		for (int i = 0; i < 2; i++) {
			end(Kind.HEALTHY, "t", "teller");
			end(Kind.PERHAPS_REFUSED, "a", "plaid");
			end(Kind.HEALTHY, "a", "plaid");
		}
		assertThat(output.toString().split("check the credentials of plaid")).hasSize(3);
	}

	private boolean end(Kind kind, String connection, String source) {
		CallOutcome outcome = new CallOutcome(kind, "It failed.", connection, source, null);
		this.breaker.record(outcome, this.permit);
		return this.breaker.blamesSource(outcome);
	}

}
