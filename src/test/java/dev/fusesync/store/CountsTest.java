package dev.fusesync.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The counts are those of the table, whatever happened, and after a start too. */
@Tag("both-databases")
class CountsTest {

	private static final long SEED = 20_260_401;

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

	@Test
	void countsEqualTheTableAfterRandomOperationsAndAfterAStart() throws Exception {
		Random random = new Random(SEED);
		List<NewWebhook> stored = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			if (random.nextBoolean()) {
				store(random, stored);
			}
			else {
				settle(random);
			}
		}
		this.fixture.store().write((session) -> null);
		assertThat(this.fixture.counted()).containsKeys(Queues.INBOX, Queues.OTHER_EVENTS, "history", "transient");
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
		if (TestDatabase.POSTGRESQL) {
			this.fixture.restart();
		}
		else {
			this.fixture.kill();
		}
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	/** A new one, the same again, or one that cannot be stored. */
	private void store(Random random, List<NewWebhook> stored) {
		NewWebhook webhook = StoreFixture.webhook(WebhookId.next(0), Queues.ALL.get(random.nextInt(2)),
				"c-" + random.nextInt(5), new byte[random.nextInt(100)]);
		switch (random.nextInt(5)) {
			case 0 -> webhook = stored.isEmpty() ? webhook : stored.get(random.nextInt(stored.size()));
			case 1 -> webhook = new NewWebhook(webhook.webhook(), webhook.queue(), null, webhook.body());
			default -> stored.add(webhook);
		}
		try {
			this.fixture.add(webhook);
		}
		catch (StoreUnavailableException ex) {
			assertThat(webhook.signature()).isNull();
		}
	}

	/** One that waits, or the same one again. */
	private void settle(Random random) {
		List<StoredWebhook> due = this.fixture.store().due(Queues.ALL.get(random.nextInt(2)), Long.MAX_VALUE, null, 10);
		if (due.isEmpty()) {
			return;
		}
		StoredWebhook row = due.get(random.nextInt(due.size()));
		Failure failure = new Failure(random.nextBoolean() ? "transient" : "rejected", null, null, null, "why");
		List<Outcome> outcomes = List.of(new Outcome.Finished(Outcome.SYNCED, null),
				new Outcome.Finished(Outcome.DELIVERED, null), new Outcome.DeadLettered(failure),
				new Outcome.Retried(new Retry(Duration.ofSeconds(1), true, true), failure),
				new Outcome.GivenBack(5_000), new Outcome.Dropped());
		for (int i = 0; i <= random.nextInt(2); i++) {
			this.fixture.store().settle(row, outcomes.get(random.nextInt(outcomes.size())), () -> {
			});
		}
	}

}
