package dev.fusesync.store.upkeep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.fusesync.store.Failure;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoreFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A webhook never waits longer than the wait that was chosen for it, although the clock
 * is put back: at the start, when the clock is set, and each minute at the far end.
 */
@Tag("both-databases")
class ClockCheckTest {

	@TempDir
	private Path directory;

	private final AtomicLong nanos = new AtomicLong(17);

	private StoreFixture fixture;

	private ClockCheck check;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		this.fixture.clock.freeze();
		this.check = new ClockCheck(this.fixture.store(), this.fixture.clock, this.nanos::get);
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	private long due() {
		return this.fixture.store().due(Queues.INBOX, this.fixture.clock.millis(), null, 10_000).size();
	}

	private void add(int number) {
		this.fixture.addAll(IntStream.range(0, number).mapToObj((i) -> StoreFixture.webhook("c")).toList());
	}

	private void retryAllIn(Duration delay) {
		Outcome retry = new Outcome.Retried(new Retry(delay, true, true),
				new Failure("transient", null, null, null, "away"));
		this.fixture.store()
			.due(Queues.INBOX, this.fixture.clock.millis(), null, 10_000)
			.forEach((row) -> this.fixture.store().settleAndWait(row, retry, () -> {
			}));
	}

	@Test
	void whatWouldWaitTooLongIsDueAtTheStart() {
		add(2 * ClockCheck.BATCH + 1);
		this.fixture.clock.step(Duration.ofDays(-1));
		assertThat(due()).isZero();
		this.check.check();
		assertThat(due()).isEqualTo(2 * ClockCheck.BATCH + 1);
	}

	@Test
	void aRetryThatWaitsAsLongAsItShouldGoesOnWaiting() {
		add(3);
		retryAllIn(Duration.ofMinutes(5));
		this.check.check();
		assertThat(due()).isZero();
		this.fixture.clock.step(Duration.ofSeconds(-2));
		this.check.check();
		assertThat(due()).isEqualTo(3);
	}

	@Test
	void aStepOfTheClockIsSeenAgainstTheTimeThatReallyPassed() {
		this.check.check();
		add(ClockCheck.BATCH + 1);
		this.fixture.clock.step(Duration.ofSeconds(-30));
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		this.check.check();
		assertThat(due()).isEqualTo(ClockCheck.BATCH + 1);
	}

	@Test
	void theFarEndIsLookedAtEachMinuteWithoutAStep() {
		this.check.check();
		add(1);
		this.fixture.clock.step(Duration.ofMillis(-900));
		this.check.check();
		assertThat(due()).isZero();
		this.nanos.addAndGet(Duration.ofSeconds(60).toNanos());
		this.fixture.clock.step(Duration.ofSeconds(60));
		retryAllIn(Duration.ofMinutes(5));
		this.fixture.clock.step(Duration.ofMillis(-900));
		this.check.check();
		assertThat(due()).isEqualTo(1);
	}

}
