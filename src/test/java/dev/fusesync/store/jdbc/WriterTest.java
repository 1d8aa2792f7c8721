package dev.fusesync.store.jdbc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
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
 * The writer under deadlines, full batches, data that cannot be stored, shortages, and
 * failures after which the program must end.
 */
@Timeout(60)
@Tag("both-databases")
class WriterTest {

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	private StoredWebhook due(String id) {
		return this.fixture.store()
			.due(Queues.INBOX, Long.MAX_VALUE, null, 1_000)
			.stream()
			.filter((row) -> row.id().equals(id))
			.findFirst()
			.orElseThrow();
	}

	/** Holds the writer in a transaction until that latch is counted down. */
	private CountDownLatch hold() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture.runAsync(() -> this.fixture.store().write((session) -> {
			begun.countDown();
			await().until(() -> release.getCount() == 0);
			return null;
		}));
		begun.await();
		return release;
	}

	private CompletableFuture<Throwable> addAside(NewWebhook webhook) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				this.fixture.add(webhook);
				return null;
			}
			catch (StoreUnavailableException ex) {
				return ex;
			}
		}, (task) -> new Thread(task).start());
	}

	private long commits() {
		return this.fixture.meters.get("fuse.store.commit").timer().count();
	}

	@Test
	void anEntryThatIsQueuedAtItsDeadlineIsNeverStored() throws Exception {
		CountDownLatch release = hold();
		NewWebhook late = StoreFixture.webhook("late");
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> this.fixture.store().add(late, System.nanoTime()));
		release.countDown();
		this.fixture.add("next");
		assertThat(this.fixture.number("SELECT count(*) FROM webhook")).isEqualTo(1);
	}

	@Test
	void anEntryThatIsInWorkAtItsDeadlineIsRefusedAndMayBeStored() throws Exception {
		CountDownLatch committing = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.fixture.dialect().fail((method) -> {
			if (method.equals("commit")) {
				committing.countDown();
				await().until(() -> release.getCount() == 0);
			}
			return null;
		});
		NewWebhook taken = StoreFixture.webhook("taken");
		CompletableFuture<Throwable> refused = CompletableFuture.supplyAsync(() -> {
			try {
				this.fixture.store().add(taken, System.nanoTime() + 2_000_000_000L);
				return null;
			}
			catch (StoreUnavailableException ex) {
				return ex;
			}
		});
		committing.await();
		assertThat(refused.join()).isNotNull();
		assertThat(this.fixture.store().stalled()).isPositive();
		release.countDown();
		await().until(() -> this.fixture.number("SELECT count(*) FROM webhook") == 1);
	}

	@Test
	void aBatchEndsAtItsMostRowsOrBytes() throws Exception {
		CountDownLatch release = hold();
		List<CompletableFuture<Throwable>> many = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			many.add(addAside(StoreFixture.webhook("c")));
		}
		for (int i = 0; i < 8; i++) {
			many.add(addAside(StoreFixture.webhook(WebhookId.next(0), Queues.INBOX, "c", new byte[1 << 20])));
		}
		// All of them are queued, as their threads wait.
		await().until(() -> many.size() == queued());
		release.countDown();
		assertThat(many).allSatisfy((done) -> assertThat(done.join()).isNull());
		assertThat(this.fixture.meters.get("fuse.store.batch").summary().max()).isLessThanOrEqualTo(256);
		assertThat(commits()).isBetween(4L, 6L);
	}

	private int queued() {
		return (int) Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
			.filter((thread) -> List.of(thread.getValue())
				.stream()
				.anyMatch((frame) -> frame.getClassName().equals(JdbcStore.class.getName())
						&& frame.getMethodName().equals("add")))
			.count();
	}

	@Test
	void onlyTheWebhookThatCannotBeStoredIsRefused() throws Exception {
		CountDownLatch release = hold();
		CompletableFuture<Throwable> good = addAside(StoreFixture.webhook("good"));
		NewWebhook another = StoreFixture.webhook("bad");
		CompletableFuture<Throwable> bad = addAside(
				new NewWebhook(another.webhook(), another.queue(), null, another.body()));
		CompletableFuture<Throwable> alsoGood = addAside(StoreFixture.webhook("also-good"));
		await().until(() -> queued() == 3);
		release.countDown();
		assertThat(bad.join()).hasMessageMatching("(?i).*not.null.*");
		assertThat(good.join()).isNull();
		assertThat(alsoGood.join()).isNull();
		assertThat(this.fixture.store().trouble()).isEmpty();
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	@Test
	void anIdThatIsStoredAlreadyChangesNothingAndBringsNoBodyBack() throws Exception {
		NewWebhook webhook = StoreFixture.webhook("a");
		String id = this.fixture.add(webhook);
		this.fixture.store().settleAndWait(due(id), new Outcome.Finished(Outcome.SYNCED, null), () -> {
		});
		this.fixture.add(webhook);
		assertThat(this.fixture.state(id)).isEqualTo(Outcome.SYNCED);
		assertThat(this.fixture.number("SELECT count(*) FROM body")).isZero();
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	/** As after a failover to a replica that lagged behind, which gives numbers again. */
	@Test
	void anOutcomeIsForTheSameWebhookOnly() throws Exception {
		StoredWebhook row = due(this.fixture.add("a"));
		StoredWebhook lost = StoreFixture.webhook("b").row(row.seq(), row.receivedAt());
		for (Outcome outcome : List.of(new Outcome.Finished(Outcome.SYNCED, null), new Outcome.DeadLettered(null),
				new Outcome.GivenBack(0))) {
			this.fixture.store().settleAndWait(lost, outcome, () -> {
			});
		}
		assertThat(this.fixture.state(row.id())).isEqualTo("waiting");
		assertThat(this.fixture.column(row.id(), "give_backs")).isEqualTo("0");
		assertThat(this.fixture.number("SELECT count(*) FROM body")).isEqualTo(1);
	}

	@Test
	void outcomesAreWrittenOnceAShortageIsOver() throws Exception {
		StoredWebhook row = due(this.fixture.add("a"));
		this.fixture.dialect().fail("commit", Fault.SHORTAGE);
		CompletableFuture<Void> settled = CompletableFuture
			.runAsync(() -> this.fixture.store().settleAndWait(row, new Outcome.Finished(Outcome.SYNCED, null), () -> {
			}));
		await().until(() -> this.fixture.store().trouble().isPresent());
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("b"));
		assertThat(this.fixture.state(row.id())).isEqualTo("waiting");
		this.fixture.dialect().heal();
		settled.join();
		assertThat(this.fixture.state(row.id())).isEqualTo(Outcome.SYNCED);
		await().until(() -> this.fixture.store().trouble().isEmpty());
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	@Test
	void aShortageIsOverWithoutAnybodyWhoWrites() throws Exception {
		this.fixture.dialect().fail("commit", Fault.SHORTAGE);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("a"));
		assertThat(this.fixture.store().trouble()).isPresent();
		this.fixture.dialect().heal();
		await().until(() -> this.fixture.store().trouble().isEmpty());
		assertThat(this.fixture.ends).isEmpty();
	}

	@Test
	void nothingIsWrittenAnyMoreAfterAFailureThatEndsTheProgram() throws Exception {
		this.fixture.dialect().fail("commit", Fault.FATAL);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("a"));
		await().until(() -> this.fixture.ends.size() == 1);
		this.fixture.dialect().heal();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("b"));
		assertThat(this.fixture.store().trouble()).isPresent();
		assertThat(this.fixture.number("SELECT count(*) FROM webhook")).isZero();
	}

	@Test
	void anErrorInTheWriterFailsItsBatchAndEndsTheProgram() throws Exception {
		this.fixture.dialect().fail((method) -> method.equals("insert") ? new AssertionError("broken") : null);
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("a"));
		await().until(() -> this.fixture.ends.size() == 1);
		this.fixture.dialect().heal();
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> this.fixture.add("b"));
	}

	@Test
	void anOutcomeForAStoreThatIsClosedWaitsForNothing() throws Exception {
		StoredWebhook row = due(this.fixture.add("a"));
		this.fixture.store().destroy();
		this.fixture.store().settleAndWait(row, new Outcome.DeadLettered(null), () -> {
		});
		assertThat(this.fixture.state(row.id())).isEqualTo("waiting");
	}

	@Test
	void aDeadLetterWithoutAFailureClassIsCountedBeforeAndAfterAStart() throws Exception {
		StoredWebhook row = due(this.fixture.add("a"));
		this.fixture.store()
			.settleAndWait(row, new Outcome.DeadLettered(new Failure(null, null, null, null, "why")), () -> {
			});
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
		this.fixture.restart();
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	@Test
	void whatFollowsACommitDoesNotUndoIt() throws Exception {
		this.fixture.store().write((session) -> {
			session.insert(StoreFixture.webhook("a"), null, 0);
			session.afterCommit(() -> {
				throw new IllegalStateException("follows");
			});
			return null;
		});
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

}
