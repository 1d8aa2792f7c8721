package dev.fusesync.store.claim;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A synced webhook finishes those with the same connection and signature that were
 * waiting when the work on it began, and no other ones.
 */
@Tag("both-databases")
class CoveredTest {

	private static final Failure FAILURE = new Failure("transient", 503, null, null, "Fuse is away.");

	private static final Outcome RETRIED = new Outcome.Retried(new Retry(Duration.ZERO, true, true), FAILURE);

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private Claimer claimer;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		this.claimer = claimer(true);
	}

	@AfterEach
	void close() throws Exception {
		this.claimer.stop();
		this.fixture.close();
	}

	private Claimer claimer(boolean coverIdentical) {
		Claimer started = new Claimer(this.fixture.store(),
				new ClaimOptions(Queues.INBOX, 2, true, coverIdentical, 0, Duration.ofMinutes(1)), ClaimPolicy.OPEN,
				this.fixture.clock);
		started.start();
		return started;
	}

	private String add(String connection, String content) throws Exception {
		return this.fixture.add(new NewWebhook(
				new Webhook(WebhookId.next(System.currentTimeMillis()), "financial_connection.sync_data", connection,
						"plaid", "sandbox", Instant.now(), 0),
				Queues.INBOX, content, content.getBytes(StandardCharsets.UTF_8)));
	}

	/** Begins the work on the next webhook, as the consumer does before it calls Fuse. */
	private Claim begin() {
		Claim claim = await().until(this.claimer::next, (found) -> found != null);
		claim.beginWork();
		return claim;
	}

	private void end(Claim claim, Outcome outcome) {
		assertThat(claim.settle(outcome)).isTrue();
		claim.close();
		await().until(() -> this.claimer.claimed() == 0);
	}

	private void sync(Claim claim) {
		end(claim, new Outcome.Finished(Outcome.SYNCED, "request", claim.identical()));
	}

	@Test
	void thoseThatWaitWithTheSameContentAreFinishedWithIt() throws Exception {
		String first = add("a", "same");
		String second = add("a", "same");
		String third = add("a", "same");
		Claim claim = begin();
		assertThat(claim.webhook().id()).isEqualTo(first);
		sync(claim);
		assertThat(this.fixture.state(first)).isEqualTo(Outcome.SYNCED);
		for (String covered : new String[] { second, third }) {
			assertThat(this.fixture.state(covered)).isEqualTo(Outcome.COVERED);
			assertThat(this.fixture.column(covered, "request_id")).isEqualTo("request");
			assertThat(this.fixture.column(covered, "reason")).contains(first);
			assertThat(this.fixture.column(covered, "attempts")).isEqualTo("0");
		}
		assertThat(this.fixture.number("SELECT count(*) FROM body")).isZero();
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
		assertThat(this.fixture.store().counts().covered()).isEqualTo(2);
	}

	@Test
	void thoseThatWereKeptForTheNextWorkerAreNotWorkedOnAgain() throws Exception {
		this.fixture.clock.freeze();
		assertThat(this.claimer.next()).isNull();
		add("a", "same");
		String second = add("a", "same");
		sync(begin());
		assertThat(this.fixture.state(second)).isEqualTo(Outcome.COVERED);
		assertThat(this.claimer.next()).isNull();
	}

	@Test
	void othersAreNotOfThatConnectionOrContent() throws Exception {
		add("a", "same");
		String otherContent = add("a", "same ");
		String otherConnection = add("b", "same");
		String none = add(null, "same");
		sync(begin());
		assertThat(this.fixture.state(otherContent)).isEqualTo("waiting");
		assertThat(this.fixture.state(otherConnection)).isEqualTo("waiting");
		assertThat(this.fixture.state(none)).isEqualTo("waiting");
	}

	@Test
	void webhooksWithoutAConnectionCoverNone() throws Exception {
		add(null, "same");
		String second = add(null, "same");
		sync(begin());
		assertThat(this.fixture.state(second)).isEqualTo("waiting");
	}

	@Test
	void oneThatComesDuringTheCallIsNot() throws Exception {
		add("a", "same");
		String before = add("a", "same");
		Claim claim = begin();
		this.fixture.clock.step(Duration.ofHours(-1));
		String during = add("a", "same");
		sync(claim);
		assertThat(this.fixture.state(before)).isEqualTo(Outcome.COVERED);
		assertThat(this.fixture.state(during)).isEqualTo("waiting");
	}

	@Test
	void aCallThatFailsCoversNone() throws Exception {
		add("a", "same");
		String second = add("a", "same");
		end(begin(), RETRIED);
		assertThat(this.fixture.state(second)).isEqualTo("waiting");
	}

	@Test
	void oneThatWasReplayedDuringTheCallIsNot() throws Exception {
		add("a", "same");
		String second = add("a", "same");
		Claim claim = begin();
		this.fixture.store()
			.write((session) -> session.connection()
				.createStatement()
				.executeUpdate("UPDATE webhook SET replays = replays + 1 WHERE id = '" + second + "'"));
		sync(claim);
		assertThat(this.fixture.state(second)).isEqualTo("waiting");
	}

	@Test
	void aDeadLetterIsNot() throws Exception {
		add("a", "same");
		String second = add("a", "same");
		Claim claim = begin();
		this.fixture.store()
			.write((session) -> session.connection()
				.createStatement()
				.executeUpdate("UPDATE webhook SET state = 'dead-lettered' WHERE id = '" + second + "'"));
		sync(claim);
		assertThat(this.fixture.state(second)).isEqualTo("dead-lettered");
		assertThat(this.fixture.number("SELECT count(*) FROM body")).isEqualTo(1);
	}

	@Test
	void noneIsIfItIsSwitchedOff() throws Exception {
		this.claimer.stop();
		this.claimer = claimer(false);
		add("a", "same");
		String second = add("a", "same");
		sync(begin());
		assertThat(this.fixture.state(second)).isEqualTo("waiting");
	}

	@Test
	void aMissingIndexChangesNothing() throws Exception {
		add("a", "same");
		String second = add("a", "same");
		Claim claim = await().until(this.claimer::next, (found) -> found != null);
		this.fixture.store()
			.write((session) -> session.connection().createStatement().execute("DROP INDEX webhook_connection"));
		claim.beginWork();
		sync(claim);
		assertThat(this.fixture.state(second)).isEqualTo(Outcome.COVERED);
	}

}
