package dev.fusesync.store.claim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.ObservedStore;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoredWebhook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

/**
 * What exceeds the rate limit is not claimed: it waits in the queue, without a worker and
 * without an attempt. Only lower bounds of times are judged, which a slow machine meets
 * too.
 */
@Timeout(120)
@Tag("both-databases")
class RateLimitedClaimsTest {

	private static final Outcome SYNCED = new Outcome.Finished(Outcome.SYNCED, null);

	private static final int WORKERS = 16;

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private Claimer claimer;

	private final List<Thread> workers = new ArrayList<>();

	/** In the order in which they were claimed. */
	private final ConcurrentLinkedQueue<StoredWebhook> claimed = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean stopped = new AtomicBoolean();

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
	}

	@AfterEach
	void close() throws Exception {
		stop();
		this.fixture.close();
	}

	private Claimer claimer(Store store, double maxRate, ClaimPolicy policy) {
		this.claimer = new Claimer(store,
				new ClaimOptions(Queues.INBOX, WORKERS, true, false, maxRate, Duration.ofMinutes(1)), policy,
				this.fixture.clock);
		this.claimer.start();
		return this.claimer;
	}

	/** Workers that sync what they get. */
	private void work() {
		this.stopped.set(false);
		for (int i = 0; i < WORKERS; i++) {
			Thread worker = new Thread(() -> {
				while (!this.stopped.get()) {
					Claim claim = this.claimer.next();
					if (claim != null) {
						claim.beginWork();
						this.claimed.add(claim.webhook());
						claim.settle(SYNCED);
						claim.close();
					}
				}
			});
			this.workers.add(worker);
			worker.start();
		}
	}

	private void stop() throws InterruptedException {
		this.stopped.set(true);
		if (this.claimer != null) {
			this.claimer.stop();
		}
		for (Thread worker : this.workers) {
			worker.join();
		}
		this.workers.clear();
	}

	private void add(int webhooks, int connections) {
		this.fixture.addAll(
				IntStream.range(0, webhooks).mapToObj((i) -> StoreFixture.webhook("c-" + i % connections)).toList());
	}

	private Claim claim() {
		Claim claim = await().until(this.claimer::next, (found) -> found != null);
		claim.beginWork();
		return claim;
	}

	/** An instance that owns a part of the buckets, and may claim of all. */
	private Store withFraction(double fraction) {
		Buckets buckets = mock(Buckets.class, delegatesTo(this.fixture.store().buckets()));
		doReturn(fraction).when(buckets).fraction();
		Store store = mock(Store.class, delegatesTo(this.fixture.store()));
		doReturn(buckets).when(store).buckets();
		return store;
	}

	private static void sync(Claim claim) {
		claim.settle(SYNCED);
		claim.close();
	}

	@Test
	void atNoTimeThereWereMoreClaimsThanTheRateAllowsAndNearlyAsMany() throws Exception {
		add(150, 150);
		long begin = System.nanoTime();
		claimer(this.fixture.store(), 50, ClaimPolicy.OPEN);
		work();
		while (this.claimed.size() < 150) {
			int claims = this.claimed.size();
			double seconds = (System.nanoTime() - begin) / 1e9;
			assertThat((double) claims).as("after %s s", seconds).isLessThanOrEqualTo(1 + 50 * seconds);
			Thread.onSpinWait();
		}
		assertThat(System.nanoTime() - begin).isGreaterThan(Duration.ofMillis(2_980).toNanos());
		await().until(() -> this.fixture.number("SELECT count(*) FROM webhook WHERE state = 'synced'") == 150);
	}

	@Test
	void whatWaitsHasNoWorkerNoAttemptAndItsPlace() throws Exception {
		add(10, 2);
		// A second claim would have to wait for 100 s.
		claimer(this.fixture.store(), 0.01, ClaimPolicy.OPEN);
		work();
		await().until(() -> this.claimed.size() == 1);
		await().until(() -> this.claimer.claimed() == 0);
		assertThat(this.fixture.number("SELECT count(*) FROM webhook WHERE state = 'waiting' AND attempts = 0 "
				+ "AND waited_ms = 0 AND retries = 0"))
			.isEqualTo(9);
		assertThat(this.fixture.store().counts().waiting(Queues.INBOX)).isEqualTo(9);
		stop();
		claimer(this.fixture.store(), 0, ClaimPolicy.OPEN);
		work();
		await().until(() -> this.claimed.size() == 10);
		for (String connection : List.of("c-0", "c-1")) {
			assertThat(this.claimed).filteredOn((webhook) -> connection.equals(webhook.connection()))
				.extracting(StoredWebhook::seq)
				.isSorted()
				.doesNotHaveDuplicates()
				.hasSize(5);
		}
	}

	@Test
	void whatIsHandedOverCountsAndWhatComesAfterItWaits() throws Exception {
		claimer(this.fixture.store(), 1, ClaimPolicy.OPEN);
		work();
		long first = System.nanoTime();
		this.fixture.add("a");
		await().until(() -> this.claimed.size() == 1);
		this.fixture.add("b");
		this.fixture.add("c");
		await().until(() -> this.claimed.size() == 2);
		assertThat(System.nanoTime() - first).isGreaterThan(Duration.ofMillis(980).toNanos());
		await().until(() -> this.claimed.size() == 3);
		assertThat(System.nanoTime() - first).isGreaterThan(Duration.ofMillis(1_960).toNanos());
	}

	@Test
	void moreCallsOfAnAttemptMakeTheNextOneWait() {
		add(2, 2);
		claimer(this.fixture.store(), 2, ClaimPolicy.OPEN);
		long begin = System.nanoTime();
		Claim first = claim();
		first.countCall();
		first.countCall();
		sync(first);
		sync(claim());
		assertThat(System.nanoTime() - begin).isGreaterThan(Duration.ofMillis(1_480).toNanos());
	}

	@Test
	void whatWasClaimedInVainDoesNotCount() throws Exception {
		add(2, 2);
		ObservedStore observed = new ObservedStore(this.fixture.store());
		AtomicBoolean done = new AtomicBoolean();
		observed.afterwards((method) -> {
			if (method.equals("due") && done.compareAndSet(false, true)) {
				StoredWebhook first = this.fixture.store().due(Queues.INBOX, Long.MAX_VALUE, null, 1).get(0);
				this.fixture.store().settleAndWait(first, SYNCED, () -> {
				});
			}
		});
		// A second claim would have to wait for 100 s.
		claimer(observed.store(), 0.01, ClaimPolicy.OPEN);
		sync(claim());
	}

	@Test
	void anInstanceHasItsShareOfTheRate() {
		add(2, 2);
		claimer(withFraction(0.25), 4, ClaimPolicy.OPEN);
		assertThat(this.claimer.maxRate()).isEqualTo(1);
		long begin = System.nanoTime();
		sync(claim());
		sync(claim());
		assertThat(System.nanoTime() - begin).isGreaterThan(Duration.ofMillis(980).toNanos());
	}

	@Test
	void anAttemptThatTestsWhetherFuseIsBackDoesNotWaitForTheShareOfThisInstance() {
		add(1, 1);
		ClaimPolicyForTests policy = new ClaimPolicyForTests();
		policy.halfOpen = true;
		claimer(withFraction(1 / 256.0), 1, policy);
		long begin = System.nanoTime();
		Claim first = claim();
		first.drop();
		first.close();
		sync(claim());
		assertThat(System.nanoTime() - begin).isBetween(Duration.ofMillis(980).toNanos(),
				Duration.ofSeconds(60).toNanos());
	}

}
