package dev.fusesync.connections;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

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
 * Erasures race with claims, on PostgreSQL those of two instances, and with replays: no
 * body or event is left without its webhook, no webhook that waits lacks its body, and
 * nothing that was erased comes back.
 */
@Tag("both-databases")
class RacingErasuresTest {

	private static final long SEED = 30;

	private static final int WEBHOOKS = 600;

	private static final int CONNECTIONS = 8;

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicBoolean over = new AtomicBoolean();

	@TempDir
	Path directory;

	@Test
	void nothingIsLeftOrComesBack() throws Exception {
		try (StoredWebhooks first = new StoredWebhooks(this.directory.resolve("data"));
				StoredWebhooks second = first.another();
				Questions questions = new Questions(first)) {
			List<Claimer> claimers = TestDatabase.POSTGRESQL ? List.of(work(first), work(second))
					: List.of(work(first));
			Thread replays = start(() -> replay(second));
			Random random = new Random(SEED);
			for (int i = 0; i < WEBHOOKS; i++) {
				(random.nextBoolean() ? first : second).add("c-" + random.nextInt(CONNECTIONS));
				if (i % 10 == 0) {
					questions.erasures.erase("c-" + random.nextInt(CONNECTIONS));
				}
			}
			for (int i = 0; i < CONNECTIONS / 2; i++) {
				questions.erasures.erase("c-" + i);
			}
			this.over.set(true);
			replays.join();
			await().until(() -> first.count("waiting") == 0);
			claimers.forEach(Claimer::stop);
			for (Thread thread : this.threads) {
				thread.join();
			}
			assertThat(first.number("SELECT count(*) FROM webhook WHERE connection IN ('c-0', 'c-1', 'c-2', 'c-3')"))
				.isZero();
			assertThat(first.number("SELECT count(*) FROM connection WHERE connection IN ('c-0', 'c-1', 'c-2', 'c-3')"))
				.isZero();
			assertThat(first.number("SELECT count(*) FROM webhook WHERE connection = 'c-7'")).isPositive();
			assertThat(first.number("SELECT count(*) FROM event WHERE webhook NOT IN (SELECT seq FROM webhook)"))
				.isZero();
			assertThat(first.bodies()).isEqualTo(first.count("dead-lettered"));
			assertThat(first.number(
					"SELECT count(*) FROM webhook w JOIN body b ON b.seq = w.seq " + "WHERE w.state = 'dead-lettered'"))
				.isEqualTo(first.bodies());
			if (!TestDatabase.POSTGRESQL) {
				assertThat(first.store().counts().waiting(Queues.INBOX)).isZero();
				assertThat(first.store().counts().deadLetters().getOrDefault("message", 0L))
					.isEqualTo(first.count("dead-lettered"));
				assertThat(first.store().counts().history()).isEqualTo(first.count("synced") + first.count("covered"));
			}
		}
	}

	private Thread start(Runnable work) {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
		return thread;
	}

	/** As decisions about many dead letters do, over and over. */
	private void replay(StoredWebhooks webhooks) {
		while (!this.over.get()) {
			long now = System.currentTimeMillis();
			List<Long> dead = webhooks.store()
				.jdbc()
				.sql("SELECT seq FROM webhook WHERE state = 'dead-lettered' LIMIT 20")
				.query(Long.class)
				.list();
			webhooks.store().write((session) -> {
				try (var replay = session.connection()
					.prepareStatement("UPDATE webhook SET state = 'waiting', finished_at = NULL, failure_class = NULL, "
							+ "replays = replays + 1, due_at = " + now + " WHERE seq = ? AND state = 'dead-lettered'");
						var event = session.connection()
							.prepareStatement("INSERT INTO event (webhook, at, event, attempts) VALUES (?, " + now
									+ ", 'replayed', 1)")) {
					int replayed = 0;
					for (long seq : dead) {
						replay.setLong(1, seq);
						if (replay.executeUpdate() == 1) {
							event.setLong(1, seq);
							replayed += event.executeUpdate();
						}
					}
					int count = replayed;
					session.afterCommit(() -> {
						webhooks.store().counts().addDeadLetters("message", -count);
						webhooks.store().counts().addWaiting(Queues.INBOX, count);
						webhooks.store().notifyDue(Queues.INBOX, now);
					});
				}
				return null;
			});
		}
	}

	private Claimer work(StoredWebhooks webhooks) {
		Claimer claimer = new Claimer(webhooks.store(),
				new ClaimOptions(Queues.INBOX, 4, true, true, 0, Duration.ofMinutes(1)), ClaimPolicy.OPEN,
				webhooks.store().clock());
		claimer.start();
		for (int i = 0; i < 4; i++) {
			Random random = new Random(SEED + i);
			start(() -> {
				while (!this.over.get() || webhooks.count("waiting") > 0) {
					work(claimer.next(), random);
				}
			});
		}
		return claimer;
	}

	private static void work(Claim claim, Random random) {
		if (claim == null) {
			return;
		}
		claim.beginWork();
		Thread.yield();
		claim.settle(switch (random.nextInt(4)) {
			case 0 -> new Outcome.DeadLettered(StoredWebhooks.REFUSED);
			case 1 -> new Outcome.Retried(new Retry(Duration.ofMillis(1), true, true), StoredWebhooks.REFUSED);
			case 2 -> new Outcome.GivenBack(1);
			default -> new Outcome.Finished(Outcome.SYNCED, null, claim.identical());
		});
		claim.close();
	}

}
