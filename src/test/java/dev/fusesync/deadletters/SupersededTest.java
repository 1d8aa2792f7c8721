package dev.fusesync.deadletters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import dev.fusesync.decisions.Decision;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Health;

import static dev.fusesync.support.EndpointParameters.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a person sees of superseded dead letters, and decides about them. */
@Tag("both-databases")
class SupersededTest {

	@TempDir
	Path directory;

	private Desk desk;

	private StoredWebhook superseded;

	@BeforeEach
	void open() throws Exception {
		this.desk = new Desk(this.directory);
		this.superseded = this.desk.webhooks.deadLetter("conn-1");
		this.desk.webhooks.markSuperseded(this.superseded);
	}

	@AfterEach
	void close() throws Exception {
		this.desk.close();
	}

	@Test
	void isListedWithItsTimeAndFound() {
		this.desk.webhooks.deadLetter("conn-2");
		assertThat(this.desk.list().entries()).extracting("connection").containsExactly("conn-1", "conn-2");
		assertThat(this.desk.list().entries().get(0).superseded())
			.isEqualTo(DeadLetter.time(this.desk.webhooks.number("SELECT max(superseded_at) FROM webhook")));
		assertThat(this.desk.list("superseded", "true").entries()).extracting("connection").containsExactly("conn-1");
		assertThat(this.desk.list("superseded", "false").entries()).extracting("connection").containsExactly("conn-2");
		assertThat(this.desk.list("superseded", "true", "source", "teller").total()).isZero();
		assertThat(this.desk.list("superseded", "false", "source", "plaid", "attempts", "1").total()).isEqualTo(1);
		assertThat(this.desk.endpoint.count(asked("superseded", "true", "deadAfter", "2026-01-01T00:00:00Z")).total())
			.isEqualTo(1);
	}

	@Test
	void asksForNobody() {
		Health health = health();
		assertThat(health.getStatus().getCode()).isEqualTo("UP");
		assertThat(health.getDetails()).isEqualTo(Map.of("superseded", 1L));
		this.desk.webhooks.deadLetter("conn-2");
		assertThat(health().getStatus().getCode()).isEqualTo("ATTENTION");
	}

	@Test
	void isNotSupersededWhileItIsReplayed() {
		this.desk.webhooks.deadLetter("conn-2");
		this.desk.endpoint.decide(this.superseded.id(), Desk.replay());
		expectCounts(0, 1);
		this.desk.webhooks.giveUp(StoredWebhooks.row(this.desk.webhooks.store(), this.superseded.id()));
		expectCounts(0, 2);
		assertThat(this.desk.list("superseded", "true").total()).isZero();
	}

	@Test
	void isDiscardedByAFilter() {
		this.desk.webhooks.deadLetter("conn-2");
		this.desk.run.start();
		this.desk.endpoint.decideMany(asked("superseded", "true", "dryRun", "false"), Desk.discard());
		await().until(() -> this.desk.list().total() == 1);
		expectCounts(0, 1);
		assertThat(this.desk.webhooks.store().counts().history()).isEqualTo(1);
	}

	@Test
	void isDiscardedBySettingOnly() {
		this.desk.webhooks.deadLetter("conn-2");
		this.desk.run.start();
		retention(false).discardTheSuperseded();
		assertThat(this.desk.endpoint.decisions()).isEmpty();
		retention(true).discardTheSuperseded();
		await().until(() -> this.desk.decisions.running().isEmpty());
		assertThat(this.desk.list().entries()).extracting("connection").containsExactly("conn-2");
		assertThat(this.desk.endpoint.decisions().get(0).decision())
			.isEqualTo(new Decision("discard", "A newer webhook of its connection was synced", "superseded"));
		retention(true).discardTheSuperseded();
		assertThat(this.desk.endpoint.decisions()).as("No decision about nothing").hasSize(1);
	}

	private Retention retention(boolean discard) {
		return new Retention(this.desk.queries, this.desk.run, this.desk.target,
				new DeadLetterSettings(Duration.ZERO, discard), this.desk.webhooks.clock(), System::nanoTime);
	}

	private Health health() {
		return new DeadLettersHealthIndicator(this.desk.webhooks.store()).health();
	}

	private void expectCounts(long superseded, long others) {
		assertThat(this.desk.webhooks.store().counts().superseded()).isEqualTo(superseded);
		assertThat(this.desk.counted()).isEqualTo(others);
	}

}
