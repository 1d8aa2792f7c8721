package dev.fusesync.deadletters;

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
 * Replays, discards and the retention race with claims, on PostgreSQL those of two
 * instances: no webhook is lost, and none is worked on while another one of its
 * connection is.
 */
@Tag("both-databases")
class RacingDecisionsTest {

	private static final long SEED = 28;

	private static final int WEBHOOKS = 600;

	private static final int CONNECTIONS = 12;

	private final Map<String, AtomicInteger> inWork = new ConcurrentHashMap<>();

	private final AtomicInteger overlaps = new AtomicInteger();

	private final List<Thread> threads = new ArrayList<>();

	@TempDir
	Path directory;

	@Test
	void nothingIsLostAndNothingOverlaps() throws Exception {
		try (StoredWebhooks first = new StoredWebhooks(this.directory.resolve("data"));
				StoredWebhooks second = first.another()) {
			DeadLetterTarget target = new DeadLetterTarget(new DeadLetterQueries(first.store()));
			DecisionRun decisions = run(first, target);
			List<Claimer> claimers = TestDatabase.POSTGRESQL ? List.of(work(first), work(second))
					: List.of(work(first));
			Retention retention = new Retention(new DeadLetterQueries(first.store()), decisions, target,
					new DeadLetterSettings(Duration.ofMillis(1), false), first.store().clock(), System::nanoTime);
			Random random = new Random(SEED);
			for (int i = 0; i < WEBHOOKS; i++) {
				(random.nextBoolean() ? first : second).add("c-" + random.nextInt(CONNECTIONS));
				if (i % 50 == 0) {
					retention.discardTheOld();
				}
				if (i % 20 == 0) {
					Decision decision = random.nextInt(4) == 0 ? Desk.discard() : Desk.replay();
					decisions.begin(target, decision, DeadLetterFilter.NONE, new Total(1, false));
				}
			}
			DecisionQueries queries = new DecisionQueries(first.store(), first.store().clock());
			await().until(() -> queries.running().isEmpty() && first.count("waiting") == 0);
			claimers.forEach(Claimer::stop);
			decisions.destroy();
			assertThat(this.overlaps).hasValue(0);
			assertThat(first.number("SELECT count(*) FROM webhook")).isEqualTo(WEBHOOKS);
			assertThat(first.count("synced")).isPositive();
			assertThat(first.count("discarded")).isPositive();
			assertThat(first.number("SELECT count(*) FROM webhook WHERE replays > 0")).isPositive();
			assertThat(first.bodies()).isEqualTo(first.count("dead-lettered"));
			assertThat(first.number(
					"SELECT count(*) FROM webhook w JOIN body b ON b.seq = w.seq " + "WHERE w.state = 'dead-lettered'"))
				.isEqualTo(first.bodies());
		}
	}

	private static DecisionRun run(StoredWebhooks webhooks, DeadLetterTarget target) {
		DecisionRun run = new DecisionRun(new DecisionQueries(webhooks.store(), webhooks.store().clock()),
				List.of(target), webhooks.store(), new DecisionSettings(1_000));
		run.start();
		return run;
	}

	private Claimer work(StoredWebhooks webhooks) {
		Claimer claimer = new Claimer(webhooks.store(),
				new ClaimOptions(Queues.INBOX, 4, true, false, 0, Duration.ofMinutes(1)), ClaimPolicy.OPEN,
				webhooks.store().clock());
		claimer.start();
		for (int i = 0; i < 4; i++) {
			Random random = new Random(SEED + i);
			Thread worker = new Thread(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					work(claimer.next(), random);
				}
			});
			worker.setDaemon(true);
			worker.start();
			this.threads.add(worker);
		}
		return claimer;
	}

	private void work(Claim claim, Random random) {
		if (claim == null) {
			return;
		}
		AtomicInteger ofConnection = this.inWork.computeIfAbsent(claim.webhook().connection(),
				(connection) -> new AtomicInteger());
		if (ofConnection.incrementAndGet() > 1) {
			this.overlaps.incrementAndGet();
		}
		Thread.yield();
		ofConnection.decrementAndGet();
		claim.settle(switch (random.nextInt(4)) {
			case 0 -> new Outcome.DeadLettered(StoredWebhooks.REFUSED);
			case 1 -> new Outcome.Retried(new Retry(Duration.ofMillis(1), true, true), StoredWebhooks.REFUSED);
			case 2 -> new Outcome.GivenBack(1);
			default -> new Outcome.Finished(Outcome.SYNCED, null);
		});
		claim.close();
	}

}
