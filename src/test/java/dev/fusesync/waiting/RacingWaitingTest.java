package dev.fusesync.waiting;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionQueries;
import dev.fusesync.decisions.DecisionRun;
import dev.fusesync.decisions.DecisionSettings;
import dev.fusesync.decisions.Total;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.store.claim.Claim;
import dev.fusesync.store.claim.ClaimOptions;
import dev.fusesync.store.claim.ClaimPolicy;
import dev.fusesync.store.claim.Claimer;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Retry now and give up race with claims, on PostgreSQL those of two instances: no
 * webhook is lost or worked on twice at once, and none is given up that is in work.
 */
@Tag("both-databases")
class RacingWaitingTest {

	private static final long SEED = 34;

	private static final int WEBHOOKS = 600;

	private static final int CONNECTIONS = 12;

	private static final WaitingFilter ALL = new WaitingFilter(null, null, null, null, null, null, null);

	private final Map<String, AtomicInteger> inWork = new ConcurrentHashMap<>();

	private final AtomicInteger overlaps = new AtomicInteger();

	private final AtomicInteger lost = new AtomicInteger();

	private final AtomicInteger synced = new AtomicInteger();

	@TempDir
	Path directory;

	@Test
	void nothingIsLostAndNothingOverlaps() throws Exception {
		List<Thread> threads = new ArrayList<>();
		try (StoredWebhooks first = new StoredWebhooks(this.directory.resolve("data"));
				StoredWebhooks second = first.another()) {
			WaitingQueries queries = new WaitingQueries(first.store(),
					new WaitingScanQueries(first.store(), first.dialect()));
			WaitingTarget target = new WaitingTarget(queries, new WaitingChangeQueries(first.store()));
			DecisionQueries decisions = new DecisionQueries(first.store(), first.store().clock());
			DecisionRun run = new DecisionRun(decisions, List.of(target), first.store(), new DecisionSettings(1_000));
			run.start();
			List<Claimer> claimers = TestDatabase.POSTGRESQL ? List.of(work(first, threads), work(second, threads))
					: List.of(work(first, threads));
			Random random = new Random(SEED);
			for (int i = 0; i < WEBHOOKS; i++) {
				(random.nextBoolean() ? first : second).add("c-" + random.nextInt(CONNECTIONS));
				if (i % 50 == 49) {
					// Only decisions change those that wait for a later time.
					await().until(() -> queries.countLater(ALL).total() > 0);
					Decision decision = (i % 200 == 99) ? WaitingDesk.giveUp() : WaitingDesk.retry();
					await().until(() -> run.begin(target, decision, ALL, new Total(1, false)).isPresent());
				}
			}
			await().until(() -> {
				run.begin(target, WaitingDesk.retry(), ALL, new Total(1, false));
				return first.count("waiting") == 0;
			});
			claimers.forEach(Claimer::stop);
			run.destroy();
			threads.forEach(Thread::interrupt);
			assertThat(this.overlaps).hasValue(0);
			assertThat(this.lost).as("Outcomes that were ignored, since a person had decided meanwhile").hasValue(0);
			assertThat(first.number("SELECT count(*) FROM webhook")).isEqualTo(WEBHOOKS);
			assertThat(first.count("synced")).isEqualTo(this.synced.get());
			assertThat(first.count("synced") + first.count("dead-lettered")).isEqualTo(WEBHOOKS);
			assertThat(first.count("dead-lettered")).isPositive();
			assertThat(first.bodies()).isEqualTo(first.count("dead-lettered"));
			assertThat(first.number("SELECT count(*) FROM event WHERE event = 'retry-now'")).isPositive();
			assertThat(first.number("SELECT count(*) FROM webhook WHERE state = 'dead-lettered' "
					+ "AND (cause_key IS NULL OR decided_by <> 'anna')"))
				.isZero();
		}
	}

	private Claimer work(StoredWebhooks webhooks, List<Thread> threads) {
		Claimer claimer = new Claimer(webhooks.store(),
				new ClaimOptions(Queues.INBOX, 4, true, false, 0, Duration.ofMinutes(1)), ClaimPolicy.OPEN,
				webhooks.store().clock());
		claimer.start();
		for (int i = 0; i < 4; i++) {
			Random random = new Random(SEED + i);
			Thread worker = new Thread(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					work(webhooks, claimer.next(), random);
				}
			});
			worker.setDaemon(true);
			worker.start();
			threads.add(worker);
		}
		return claimer;
	}

	/** Most fail once, and would be attempted again in an hour. */
	private void work(StoredWebhooks webhooks, Claim claim, Random random) {
		if (claim == null) {
			return;
		}
		AtomicInteger ofConnection = this.inWork.computeIfAbsent(claim.webhook().connection(),
				(connection) -> new AtomicInteger());
		if (ofConnection.incrementAndGet() > 1) {
			this.overlaps.incrementAndGet();
		}
		Thread.yield();
		long waiting = webhooks
			.number("SELECT count(*) FROM webhook WHERE state = 'waiting' AND seq = " + claim.webhook().seq());
		if (waiting != 1) {
			this.lost.incrementAndGet();
		}
		ofConnection.decrementAndGet();
		if (claim.webhook().attempts() == 0 || random.nextInt(4) == 0) {
			claim.settle(new Outcome.Retried(new Retry(Duration.ofHours(1), true, true), StoredWebhooks.BUSY));
		}
		else {
			this.synced.incrementAndGet();
			claim.settle(new Outcome.Finished(Outcome.SYNCED, null));
		}
		claim.close();
	}

}
