package dev.fusesync.store.claim;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several threads store webhooks of few and of many connections while others work on
 * them, and sometimes give one back: each webhook is synced once with its own body, those
 * of a connection in their order and one at a time.
 */
@Timeout(120)
@Tag("both-databases")
class ClaimOnceTest {

	private static final int RECEIVERS = 3;

	private static final int EACH = 700;

	private static final int WORKERS = 6;

	private final Map<String, StoredWebhook> working = new ConcurrentHashMap<>();

	private final Map<String, Long> last = new ConcurrentHashMap<>();

	private final Map<Long, LongAdder> synced = new ConcurrentHashMap<>();

	private final List<String> faults = new ArrayList<>();

	private final AtomicInteger left = new AtomicInteger(RECEIVERS * EACH);

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private Claimer claimer;

	@ParameterizedTest
	@ValueSource(ints = { 3, 50, 100_000 })
	void eachIsSyncedOnceAndInOrder(int connections) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(RECEIVERS + WORKERS);
		try (StoreFixture opened = new StoreFixture(this.directory.resolve("data"))) {
			this.fixture = opened;
			this.claimer = opened.claimer(opened.store(), WORKERS);
			List<Future<?>> ends = new ArrayList<>();
			for (int i = 0; i < RECEIVERS; i++) {
				Random random = new Random(i);
				ends.add(threads.submit(() -> receive(random, connections)));
			}
			for (int i = 0; i < WORKERS; i++) {
				Random random = new Random(100 + i);
				ends.add(threads.submit(() -> work(random)));
			}
			for (Future<?> end : ends) {
				end.get();
			}
			this.claimer.stop();
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.faults).isEmpty();
		assertThat(this.synced).hasSize(RECEIVERS * EACH);
	}

	private Void receive(Random random, int connections) throws Exception {
		for (int i = 0; i < EACH; i++) {
			String id = WebhookId.next(this.fixture.clock.millis());
			this.fixture.add(StoreFixture.webhook(id, "inbox", "c" + random.nextInt(connections),
					id.getBytes(StandardCharsets.UTF_8)));
		}
		return null;
	}

	private void work(Random random) {
		while (this.left.get() > 0) {
			Claim claim = this.claimer.next();
			if (claim != null) {
				StoredWebhook webhook = claim.webhook();
				check(webhook.connection() + " is worked on twice",
						this.working.put(webhook.connection(), webhook) == null);
				check(webhook + " has another body",
						webhook.id().equals(new String(claim.body(), StandardCharsets.UTF_8)));
				if (random.nextInt(50) > 0) {
					Long before = this.last.put(webhook.connection(), webhook.seq());
					check(webhook + " comes too late", before == null || before < webhook.seq());
					this.synced.computeIfAbsent(webhook.seq(), (seq) -> new LongAdder()).increment();
					check(webhook + " is synced twice", this.synced.get(webhook.seq()).sum() == 1);
					this.left.decrementAndGet();
					this.working.remove(webhook.connection());
					claim.settle(new Outcome.Finished(Outcome.SYNCED, null));
				}
				else {
					this.working.remove(webhook.connection());
					claim.drop();
				}
				claim.close();
			}
		}
	}

	private void check(String fault, boolean isRight) {
		if (!isRight) {
			synchronized (this.faults) {
				this.faults.add(fault);
			}
		}
	}

}
