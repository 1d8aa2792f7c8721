package dev.fusesync.store.claim;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.Failure;
import dev.fusesync.store.ObservedStore;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoreListener.Reservation;
import dev.fusesync.store.StoreUnavailableException;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What was just stored goes to an idle worker with its body, once it is on disk, if
 * nothing else is due.
 */
@Timeout(60)
@Tag("both-databases")
class HandOverTest {

	/** Too large to be kept. */
	private static final String LARGE = "{" + " ".repeat(20_000) + "}";

	private static final Outcome SYNCED = new Outcome.Finished(Outcome.SYNCED, null);

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private ObservedStore observed;

	private Claimer claimer;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		this.fixture.clock.freeze();
		this.observed = new ObservedStore(this.fixture.store());
		this.claimer = this.fixture.claimer(this.observed.store(), 4);
	}

	@AfterEach
	void close() throws Exception {
		this.claimer.stop();
		this.fixture.close();
	}

	/** A worker that waits until it gets a webhook. */
	private CompletableFuture<Claim> worker() {
		CompletableFuture<Claim> worker = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			Claim claim = null;
			while (claim == null) {
				claim = this.claimer.next();
			}
			worker.complete(claim);
		}, "idle-worker");
		thread.setDaemon(true);
		thread.start();
		return worker;
	}

	/** Once it has asked the database and found nothing. */
	private CompletableFuture<Claim> idleWorker() {
		CompletableFuture<Claim> worker = worker();
		await().until(() -> this.observed.calls("due") > 0 && Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("idle-worker")
					&& thread.getState() == Thread.State.TIMED_WAITING));
		return worker;
	}

	private static void sync(Claim claim) {
		claim.settle(SYNCED);
		claim.close();
	}

	@Test
	void anIdleWorkerGetsWhatWasStoredWithItsBodyAndWithoutAQuestionToTheDatabase() throws Exception {
		CompletableFuture<Claim> worker = idleWorker();
		String id = this.fixture.add("a");
		Claim claim = worker.join();
		assertThat(claim.webhook().id()).isEqualTo(id);
		assertThat(new String(claim.body())).isEqualTo("{}");
		assertThat(this.observed.calls("load")).isZero();
		sync(claim);
	}

	/** Four webhooks, each with a worker. */
	private List<Claim> busyWorkers() throws Exception {
		List<Claim> claims = new ArrayList<>();
		for (String connection : List.of("a", "b", "c", "d")) {
			CompletableFuture<Claim> worker = idleWorker();
			this.fixture.add(connection);
			claims.add(worker.join());
		}
		return claims;
	}

	@Test
	void whatIsStoredWhileNoWorkerIsIdleIsNotReadEither() throws Exception {
		List<Claim> claims = busyWorkers();
		int pages = this.observed.calls("due");
		String first = this.fixture.add("e");
		String second = this.fixture.add("f");
		assertThat(this.claimer.next().webhook().id()).isEqualTo(first);
		Claim last = this.claimer.next();
		assertThat(last.webhook().id()).isEqualTo(second);
		assertThat(new String(last.body())).isEqualTo("{}");
		assertThat(this.observed.calls("due")).isEqualTo(pages);
		assertThat(this.observed.calls("load")).isZero();
		claims.forEach(HandOverTest::sync);
	}

	@Test
	void whatWaitedForAWorkerForLongerIsReadAgain() throws Exception {
		List<Claim> claims = busyWorkers();
		String id = this.fixture.add("e");
		this.fixture.clock.step(Duration.ofMillis(100));
		assertThat(this.claimer.next().webhook().id()).isEqualTo(id);
		assertThat(this.observed.calls("load")).isOne();
		claims.forEach(HandOverTest::sync);
	}

	@Test
	void aWebhookOfALockedConnectionWaitsForItsPredecessor() throws Exception {
		List<Claim> claims = busyWorkers();
		String other = this.fixture.add("e");
		String second = this.fixture.add("a");
		assertThat(this.claimer.next().webhook().id()).isEqualTo(other);
		assertThat(this.claimer.next()).isNull();
		claims.forEach(HandOverTest::sync);
		assertThat(worker().join().webhook().id()).isEqualTo(second);
	}

	private StoredWebhook row(String id) {
		return this.fixture.store()
			.due("inbox", Long.MAX_VALUE, null, 10)
			.stream()
			.filter((next) -> next.id().equals(id))
			.findAny()
			.orElseThrow();
	}

	@Test
	void whatAnotherWorkerReadMeanwhileIsNotClaimedTwice() throws Exception {
		List<Claim> claims = busyWorkers();
		this.fixture.store().listen("inbox", null);
		String id = this.fixture.add("e");
		StoredWebhook row = row(id);
		Reservation kept = this.claimer
			.offer(StoreFixture.webhook(id, "inbox", "e", "{}".getBytes(StandardCharsets.UTF_8)), row);
		this.claimer.due(row.dueAt(), row.seq());
		Claim claim = this.claimer.next();
		assertThat(claim.webhook().id()).isEqualTo(id);
		kept.complete();
		sync(claim);
		claims.forEach(HandOverTest::sync);
		await().until(() -> this.claimer.claimed() == 0);
		assertThat(this.claimer.next()).isNull();
	}

	@Test
	void aLaterWebhookOfAConnectionIsNotHandedOverBeforeTheOneThatIsKept() throws Exception {
		List<Claim> claims = busyWorkers();
		this.fixture.store().listen("inbox", null);
		byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
		List<StoredWebhook> rows = new ArrayList<>();
		for (String id : List.of(this.fixture.add("e"), this.fixture.add("e"))) {
			rows.add(row(id));
		}
		Reservation first = this.claimer.offer(StoreFixture.webhook(rows.get(0).id(), "inbox", "e", body), rows.get(0));
		CompletableFuture<Claim> worker = idleWorker();
		Reservation second = this.claimer.offer(StoreFixture.webhook(rows.get(1).id(), "inbox", "e", body),
				rows.get(1));
		first.complete();
		second.complete();
		assertThat(worker.join().webhook().id()).isEqualTo(rows.get(0).id());
		claims.forEach(HandOverTest::sync);
	}

	@Test
	void moreThanAreKeptAreReadInTheirOrder() throws Exception {
		List<Claim> claims = busyWorkers();
		List<String> stored = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			stored.add(this.fixture.add("more-" + i));
		}
		claims.forEach(HandOverTest::sync);
		List<String> synced = new ArrayList<>();
		while (synced.size() < stored.size()) {
			Claim claim = worker().join();
			synced.add(claim.webhook().id());
			sync(claim);
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> this.claimer.claimed() == 0);
		}
		assertThat(synced).isEqualTo(stored);
		assertThat(this.observed.calls("load")).isZero();
	}

	@Test
	void whatArrivesBehindAPageIsClaimedAfterItAndNotReadByItself() throws Exception {
		List<String> stored = new ArrayList<>();
		for (int i = 0; i < Backlog.PAGE + 1; i++) {
			stored.add(add("old-" + i, LARGE));
		}
		for (int i = 0; i < 10; i++) {
			stored.add(this.fixture.add("new-" + i));
		}
		int loaded = 0;
		for (String id : stored) {
			Claim claim = worker().join();
			assertThat(claim.webhook().id()).isEqualTo(id);
			loaded += claim.webhook().connection().startsWith("old") ? 1 : 0;
			assertThat(this.observed.calls("load")).isEqualTo(loaded);
			sync(claim);
		}
	}

	@Test
	void whatIsHandedOverIsOnDiskBefore() throws Exception {
		CompletableFuture<Claim> worker = idleWorker();
		AtomicBoolean early = new AtomicBoolean();
		this.fixture.dialect().fail((method) -> {
			if (method.equals("commit")) {
				early.set(worker.isDone());
			}
			return null;
		});
		this.fixture.add("a");
		Claim claim = worker.join();
		assertThat(early).isFalse();
		sync(claim);
	}

	@Test
	void aCommitThatFailsTakesTheWebhookBackAndTheWorkerGetsOtherWork() throws Exception {
		CompletableFuture<Claim> worker = idleWorker();
		this.fixture.dialect().fail("commit", Fault.SHORTAGE);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("a"));
		assertThat(this.claimer.claimed()).isZero();
		assertThat(worker).isNotDone();
		this.fixture.dialect().heal();
		await().until(() -> this.fixture.store().trouble().isEmpty());
		String other = this.fixture.add("a");
		Claim claim = worker.join();
		assertThat(claim.webhook().id()).isEqualTo(other);
		sync(claim);
	}

	@Test
	void whatIsDueAlreadyComesBeforeWhatWasJustStored() throws Exception {
		String first = this.fixture.add("a");
		Claim one = worker().join();
		one.settle(new Outcome.Retried(new Retry(Duration.ofSeconds(10), true, true),
				new Failure("transient", null, null, null, "away")));
		one.close();
		CompletableFuture<Claim> worker = idleWorker();
		this.fixture.clock.step(Duration.ofSeconds(10));
		this.fixture.add("a");
		Claim claim = worker.join();
		assertThat(claim.webhook().id()).isEqualTo(first);
		sync(claim);
	}

	@Test
	void aRowOfAPageThatWasSyncedMeanwhileIsNotClaimedAgain() throws Exception {
		String id = add("a", LARGE);
		onceAPageIsRead(() -> this.fixture.store()
			.due("inbox", Long.MAX_VALUE, null, 1)
			.forEach((row) -> this.fixture.store().settleAndWait(row, SYNCED, () -> {
			})));
		assertThat(this.claimer.next()).isNull();
		assertThat(this.fixture.state(id)).isEqualTo(Outcome.SYNCED);
		assertThat(this.claimer.claimed()).isZero();
	}

	@Test
	void whatIsStoredWhileAPageIsReadIsNotOverlooked() throws Exception {
		onceAPageIsRead(() -> add("a", "{}"));
		Claim claim = worker().join();
		assertThat(claim.webhook().connection()).isEqualTo("a");
		assertThat(this.observed.calls("due")).isOne();
		assertThat(this.observed.calls("load")).isZero();
		sync(claim);
	}

	@Test
	void aLargeWebhookThatIsStoredWhileAPageIsReadIsNotOverlookedEither() throws Exception {
		onceAPageIsRead(() -> add("a", LARGE));
		// The clock stands still, so the claimer asks again only if it was told to.
		Claim claim = worker().join();
		assertThat(new String(claim.body(), StandardCharsets.UTF_8)).isEqualTo(LARGE);
		assertThat(this.observed.calls("due")).isEqualTo(2);
		sync(claim);
	}

	@Test
	void aRetryThatBecomesDueWhileAPageIsReadComesBeforeWhatIsStoredThen() throws Exception {
		String first = this.fixture.add("a");
		Claim one = worker().join();
		one.settle(new Outcome.Retried(new Retry(Duration.ofSeconds(10), true, true),
				new Failure("transient", null, null, null, "away")));
		one.close();
		this.fixture.clock.step(Duration.ofSeconds(9));
		onceAPageIsRead(() -> {
			this.fixture.clock.step(Duration.ofSeconds(2));
			add("a", "{}");
		});
		Claim claim = worker().join();
		assertThat(claim.webhook().id()).isEqualTo(first);
		sync(claim);
	}

	/** After the first question, before its answer is used. */
	private void onceAPageIsRead(Runnable action) {
		AtomicBoolean done = new AtomicBoolean();
		this.observed.afterwards((method) -> {
			if (method.equals("due") && done.compareAndSet(false, true)) {
				action.run();
			}
		});
	}

	private String add(String connection, String body) {
		try {
			return this.fixture.add(StoreFixture.webhook(WebhookId.next(this.fixture.clock.millis()), "inbox",
					connection, body.getBytes(StandardCharsets.UTF_8)));
		}
		catch (StoreUnavailableException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void nothingIsClaimedWhileTheStoreIsInTrouble() throws Exception {
		this.fixture.add("a");
		this.fixture.dialect().fail("commit", Fault.SHORTAGE);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("b"));
		assertThat(this.claimer.next()).isNull();
		this.fixture.dialect().heal();
		sync(worker().join());
	}

}
