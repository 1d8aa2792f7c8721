package dev.fusesync.store.claim;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Webhooks come, are called for, fail, are retried, the clock is set and the program is
 * killed, in random order. A webhook without a call of its own may only be done if a
 * successful call with its content began after it was stored.
 */
@Tag("both-databases")
class CoveredSimulationTest {

	private static final int STEPS = 250;

	private static final Failure FAILURE = new Failure("transient", 503, null, null, "Fuse is away.");

	private final Map<String, Content> stored = new HashMap<>();

	private final Map<String, Integer> storedAt = new HashMap<>();

	private final List<Call> calls = new ArrayList<>();

	private final List<Call> succeeded = new ArrayList<>();

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private Claimer claimer;

	private Random random;

	private int step;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void noContentIsDroppedWithWhichFuseWasNotCalledAfterItCame(long seed) throws Exception {
		this.random = new Random(seed);
		try (StoreFixture opened = new StoreFixture(this.directory.resolve("data"))) {
			this.fixture = opened;
			startClaimer();
			for (this.step = 0; this.step < STEPS; this.step++) {
				act(this.random.nextInt(100));
			}
			drain();
			check();
			this.claimer.stop();
		}
	}

	private void startClaimer() {
		this.claimer = new Claimer(this.fixture.store(),
				new ClaimOptions(Queues.INBOX, 4, true, true, 0, Duration.ofMinutes(1)), ClaimPolicy.OPEN,
				this.fixture.clock);
		this.claimer.start();
	}

	private void act(int chance) throws Exception {
		if (chance < 45) {
			add();
		}
		else if (chance < 70) {
			begin();
		}
		else if (chance < 95) {
			if (!this.calls.isEmpty()) {
				end(this.calls.remove(this.random.nextInt(this.calls.size())), this.random.nextInt(10));
			}
		}
		else if (chance < 98) {
			setClock();
		}
		else {
			restart();
		}
	}

	private void add() throws Exception {
		Content content = new Content("c" + this.random.nextInt(3), "body " + this.random.nextInt(2));
		Webhook webhook = new Webhook(WebhookId.next(System.currentTimeMillis()), "financial_connection.sync_data",
				content.connection(), "plaid", "sandbox", Instant.now(this.fixture.clock), 0);
		this.fixture.add(
				new NewWebhook(webhook, Queues.INBOX, content.body(), content.body().getBytes(StandardCharsets.UTF_8)));
		this.stored.put(webhook.id(), content);
		this.storedAt.put(webhook.id(), this.step);
	}

	private void begin() {
		if (isAnyFree()) {
			Claim claim = await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(2))
				.until(this.claimer::next, (found) -> found != null);
			claim.beginWork();
			this.calls.add(new Call(claim, this.stored.get(claim.webhook().id()), this.step));
		}
	}

	private boolean isAnyFree() {
		List<String> called = this.calls.stream().map((call) -> call.content().connection()).toList();
		return this.fixture.store()
			.jdbc()
			.sql("SELECT connection FROM webhook WHERE state = 'waiting'")
			.query(String.class)
			.list()
			.stream()
			.anyMatch((connection) -> !called.contains(connection));
	}

	private void end(Call call, int chance) {
		Claim claim = call.claim();
		if (chance < 6) {
			claim.settle(new Outcome.Finished(Outcome.SYNCED, null, claim.identical()));
			this.succeeded.add(call);
		}
		else if (chance < 8) {
			claim.settle(new Outcome.Retried(new Retry(Duration.ZERO, true, true), FAILURE));
		}
		else if (chance < 9) {
			claim.settle(new Outcome.DeadLettered(FAILURE));
		}
		else {
			claim.drop();
		}
		claim.close();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.claimer.claimed() == this.calls.size());
	}

	/** By up to two hours in either direction; what waits stays due. */
	private void setClock() {
		this.fixture.clock.step(Duration.ofMinutes(this.random.nextInt(240) - 120));
		this.fixture.store()
			.write((session) -> session.connection()
				.createStatement()
				.executeUpdate("UPDATE webhook SET due_at = 0 WHERE state = 'waiting'"));
		this.claimer.stop();
		this.claimer.start();
	}

	/** Calls that are under way are forgotten. */
	private void restart() throws Exception {
		this.claimer.stop();
		this.fixture.kill();
		this.calls.clear();
		startClaimer();
	}

	private void drain() {
		while (!this.calls.isEmpty()) {
			this.step++;
			end(this.calls.remove(0), 0);
		}
		while (isAnyFree()) {
			this.step++;
			begin();
			end(this.calls.remove(0), 0);
		}
	}

	private void check() {
		Set<String> states = new TreeSet<>();
		this.stored.forEach((id, content) -> {
			String state = this.fixture.state(id);
			states.add(state);
			if (state.equals(Outcome.COVERED)) {
				assertThat(this.succeeded).as("webhook %s, stored at step %d", id, this.storedAt.get(id))
					.anyMatch((call) -> call.content().equals(content) && call.begun() > this.storedAt.get(id));
			}
		});
		assertThat(states).contains(Outcome.SYNCED, Outcome.COVERED).doesNotContain("waiting");
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	private record Content(String connection, String body) {

	}

	private record Call(Claim claim, Content content, int begun) {

	}

}
