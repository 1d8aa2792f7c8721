package dev.fusesync.store.claim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.fusesync.store.Failure;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoreFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A claim is settled once, and nobody else gets the webhook until that is on disk. Giving
 * back is a write, a drop is none.
 */
@Tag("both-databases")
class ClaimTest {

	private static final Failure FAILURE = new Failure("transient", 503, "code", "request", "Fuse is away.");

	private static final Outcome SYNCED = new Outcome.Finished(Outcome.SYNCED, "request");

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private Claimer claimer;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		this.claimer = this.fixture.claimer(this.fixture.store(), 2);
	}

	@AfterEach
	void close() throws Exception {
		this.claimer.stop();
		this.fixture.close();
	}

	private Claim claim() {
		return await().until(this.claimer::next, (claim) -> claim != null);
	}

	@Test
	void anOutcomeAfterTheFirstOneIsIgnored() throws Exception {
		String id = this.fixture.add("a");
		Claim claim = claim();
		assertThat(claim.settle(SYNCED)).isTrue();
		assertThat(claim.settle(new Outcome.Retried(new Retry(Duration.ofSeconds(1), true, true), FAILURE))).isFalse();
		claim.drop();
		claim.close();
		await().until(() -> this.claimer.claimed() == 0);
		assertThat(this.fixture.state(id)).isEqualTo(Outcome.SYNCED);
		assertThat(this.fixture.column(id, "retries")).isEqualTo("0");
	}

	@Test
	void aDeadLetterThatIsReplayedBeforeItsExchangeEndsIsNotSyncedByThatEnd() throws Exception {
		String id = this.fixture.add("a");
		Claim first = claim();
		first.settle(new Outcome.DeadLettered(FAILURE));
		assertThat(this.fixture.state(id)).isEqualTo("dead-lettered");
		this.fixture.store()
			.write((session) -> session.connection()
				.createStatement()
				.executeUpdate("UPDATE webhook SET state = 'waiting', due_at = 0 WHERE id = '" + id + "'"));
		assertThat(first.settle(SYNCED)).isFalse();
		first.close();
		assertThat(this.fixture.state(id)).isEqualTo("waiting");
		Claim second = claim();
		assertThat(second.webhook().id()).isEqualTo(id);
		second.drop();
		second.close();
	}

	@Test
	void aSuccessOfTheTimeBeforeAReplayIsIgnored() throws Exception {
		String id = this.fixture.add("a");
		Claim claim = claim();
		this.fixture.store()
			.write((session) -> session.connection()
				.createStatement()
				.executeUpdate("UPDATE webhook SET replays = replays + 1 WHERE id = '" + id + "'"));
		claim.settle(SYNCED);
		claim.close();
		await().until(() -> this.claimer.claimed() == 0);
		assertThat(this.fixture.state(id)).isEqualTo("waiting");
	}

	@Test
	void aWebhookThatIsGivenBackComesAgainAfterItsDelay() throws Exception {
		String id = this.fixture.add("a");
		Claim claim = claim();
		claim.settle(new Outcome.GivenBack(5_000));
		claim.close();
		assertThat(this.fixture.column(id, "give_backs")).isEqualTo("1");
		assertThat(this.fixture.column(id, "waited_ms")).isEqualTo("0");
		assertThat(this.claimer.next()).isNull();
		this.fixture.clock.step(Duration.ofSeconds(6));
		Claim again = claim();
		assertThat(again.webhook().giveBacks()).isEqualTo(1);
		again.drop();
		again.close();
	}

	@Test
	void aWebhookThatIsDroppedIsNotWrittenAndComesAgainAtOnce() throws Exception {
		String id = this.fixture.add("a");
		Claim claim = claim();
		claim.drop();
		claim.close();
		Claim again = claim();
		assertThat(again.webhook()).isEqualTo(claim.webhook());
		assertThat(this.fixture.column(id, "give_backs")).isEqualTo("0");
		again.drop();
		again.close();
	}

	@Test
	void aWaitingRetryDoesNotHoldBackNewerWebhooksOfItsConnection() throws Exception {
		String older = this.fixture.add("a");
		Claim first = claim();
		first.settle(new Outcome.Retried(new Retry(Duration.ofMinutes(1), true, true), FAILURE));
		first.close();
		String newer = this.fixture.add("a");
		Claim second = claim();
		assertThat(second.webhook().id()).isEqualTo(newer);
		second.settle(SYNCED);
		second.close();
		this.fixture.clock.step(Duration.ofSeconds(61));
		Claim third = claim();
		assertThat(third.webhook().id()).isEqualTo(older);
		assertThat(third.webhook().waitedMs()).isEqualTo(60_000);
		third.settle(SYNCED);
		third.close();
	}

	@Test
	void aWebhookWaitsForTheOutcomeOfTheOneBeforeOfItsConnection() throws Exception {
		String first = this.fixture.add("a");
		String second = this.fixture.add("a");
		Claim claim = claim();
		assertThat(claim.webhook().id()).isEqualTo(first);
		assertThat(this.claimer.next()).isNull();
		CompletableFuture<Claim> next = CompletableFuture.supplyAsync(this::claim);
		claim.settle(SYNCED);
		claim.close();
		assertThat(next.join().webhook().id()).isEqualTo(second);
		assertThat(this.fixture.state(first)).isEqualTo(Outcome.SYNCED);
		next.join().drop();
		next.join().close();
	}

}
