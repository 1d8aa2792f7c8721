package dev.fusesync.waiting;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionAnswer;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.server.ResponseStatusException;

import static dev.fusesync.support.EndpointParameters.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Decisions about many waiting webhooks, and what happens at the same time. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("both-databases")
class WaitingDecisionsTest {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final Duration HOUR = Duration.ofHours(1);

	@TempDir
	Path directory;

	private WaitingDesk desk;

	@BeforeEach
	void open() throws Exception {
		this.desk = new WaitingDesk(this.directory);
		this.desk.webhooks.at(NOON);
	}

	@AfterEach
	void close() throws Exception {
		this.desk.close();
	}

	@Test
	void onlyCountsAtFirstAndSaysWhatIsLeftOut() {
		this.desk.webhooks.retry("conn-1", HOUR);
		this.desk.webhooks.add("conn-2");
		DecisionAnswer answer = this.desk.endpoint.decideMany(asked("all", "true"), WaitingDesk.retry());
		assertThat(answer.dryRun()).isTrue();
		assertThat(answer.found()).isEqualTo(1);
		assertThat(answer.due()).isEqualTo(1);
		assertThat(answer.message()).contains("dryRun false to retry these")
			.contains("Left out is one due already")
			.contains("circuit breaker is open");
		assertThat(this.desk.decisions.last()).isEmpty();
		assertThat(this.desk.endpoint.decideMany(asked("connection", "conn-1"), WaitingDesk.giveUp()).message())
			.doesNotContain("Left out");
		for (String[] asked : List.of(new String[] {}, new String[] { "queue", "inbox" },
				new String[] { "source", "plaid", "all", "true" })) {
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> this.desk.endpoint.decideMany(asked(asked), WaitingDesk.retry()));
		}
	}

	@Test
	void retriesThoseThatMatch(CapturedOutput output) {
		for (int i = 0; i < 600; i++) {
			this.desk.webhooks.retry("conn-" + i, (i % 2 == 0) ? "plaid" : "teller", HOUR.plusSeconds(i),
					StoredWebhooks.BUSY);
		}
		this.desk.webhooks.add("due");
		this.desk.run.start();
		DecisionAnswer answer = this.desk.decide(WaitingDesk.retry(), "source", "plaid");
		assertThat(answer.found()).isEqualTo(300);
		assertThat(answer.due()).isEqualTo(1);
		await().until(this.desk::isIdle);
		assertThat(this.desk.last().done()).isEqualTo(300);
		assertThat(this.desk.last().target()).isEqualTo("waiting");
		assertThat(number("state = 'waiting' AND source = 'plaid' AND due_at = " + NOON.toEpochMilli())).isEqualTo(301);
		assertThat(number("state = 'waiting' AND due_at > " + NOON.toEpochMilli())).isEqualTo(300);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM event WHERE event = 'retry-now'")).isEqualTo(300);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isEqualTo(601);
		await().untilAsserted(
				() -> assertThat(output).contains("The retry of many waiting webhooks is done: 300 of them"));
	}

	@Test
	void givesUpThoseThatMatch() {
		for (int i = 0; i < 1_100; i++) {
			this.desk.webhooks.retry((i < 5) ? "other" : "person", HOUR.plusMillis(i % 3));
		}
		this.desk.run.start();
		assertThat(this.desk.decide(WaitingDesk.giveUp(), "connection", "person").found()).isEqualTo(1_095);
		await().until(this.desk::isIdle);
		assertThat(this.desk.last().done()).isEqualTo(1_095);
		assertThat(this.desk.webhooks.count("dead-lettered")).isEqualTo(1_095);
		assertThat(this.desk.list(50)).containsOnly("other").hasSize(5);
		assertThat(number("cause_key IS NOT NULL")).isEqualTo(1_095);
		assertThat(this.desk.webhooks.bodies()).isEqualTo(1_100);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isEqualTo(5);
		assertThat(this.desk.webhooks.store().counts().deadLetters()).containsEntry("transient", 1_095L);
	}

	@Test
	void doesOneAtATimeAndStops() throws Exception {
		this.desk.close();
		this.desk = new WaitingDesk(new StoredWebhooks(this.directory), 1);
		this.desk.webhooks.at(NOON);
		for (int i = 0; i < 10; i++) {
			this.desk.webhooks.retry("conn-" + i, HOUR);
		}
		this.desk.run.start();
		this.desk.decide(WaitingDesk.retry(), "all", "true");
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.desk.decide(WaitingDesk.giveUp(), "all", "true"))
			.withMessageContaining("409")
			.withMessageContaining("already");
		assertThat(this.desk.run.stop("bob").orElseThrow().state()).isEqualTo("stopped");
		assertThat(number("due_at > " + NOON.toEpochMilli())).isGreaterThan(5);
	}

	@Test
	void aBatchAfterAStopDoesNothing() {
		this.desk.webhooks.retry("conn-1", HOUR);
		this.desk.decide(WaitingDesk.giveUp(), "all", "true");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		List<Chosen> batch = this.desk.queries.next(running, 10);
		assertThat(batch).hasSize(1);
		this.desk.run.stop("bob");
		assertThat(this.desk.changes.carryOut(running, batch)).isEmpty();
		assertThat(this.desk.webhooks.count("waiting")).isEqualTo(1);
	}

	@Test
	void goesOnWhereItWasAfterARestart() throws Exception {
		for (int i = 0; i < 30; i++) {
			this.desk.webhooks.retry("conn-" + i, HOUR.plusSeconds(i % 4));
		}
		this.desk.decide(WaitingDesk.retry(), "source", "plaid");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		this.desk.changes.carryOut(running, this.desk.queries.next(running, 12));
		// Chosen, but the program ends before its transaction.
		this.desk.queries.next(this.desk.decisions.running().orElseThrow(), 12);
		this.desk.close();
		open();
		assertThat(this.desk.last().done()).isEqualTo(12);
		this.desk.run.start();
		await().until(this.desk::isIdle);
		assertThat(this.desk.last().done()).isEqualTo(30);
		assertThat(number("due_at = " + NOON.toEpochMilli())).isEqualTo(30);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM event WHERE event = 'retry-now'")).isEqualTo(30);
		assertThat(this.desk.webhooks.number("SELECT count(DISTINCT webhook) FROM event WHERE event = 'retry-now'"))
			.isEqualTo(30);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isEqualTo(30);
	}

	@Test
	void goesOnGivingUpAfterARestart() throws Exception {
		for (int i = 0; i < 30; i++) {
			this.desk.webhooks.retry("conn-" + i, HOUR);
		}
		this.desk.decide(WaitingDesk.giveUp(), "all", "true");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		this.desk.changes.carryOut(running, this.desk.queries.next(running, 12));
		this.desk.close();
		open();
		assertThat(this.desk.webhooks.store().counts().deadLetters()).containsEntry("transient", 12L);
		this.desk.run.start();
		await().until(this.desk::isIdle);
		assertThat(this.desk.last().done()).isEqualTo(30);
		assertThat(this.desk.webhooks.count("dead-lettered")).isEqualTo(30);
		assertThat(this.desk.webhooks.store().counts().deadLetters()).containsEntry("transient", 30L);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isZero();
	}

	@Test
	void leavesOutWhatComesLaterOrFailsAgain() {
		StoredWebhook early = this.desk.webhooks.retry("early", HOUR);
		StoredWebhook failed = this.desk.webhooks.retry("failed", Duration.ofSeconds(30));
		this.desk.decide(WaitingDesk.giveUp(), "all", "true");
		this.desk.webhooks.retry("late", HOUR);
		this.desk.webhooks.at(NOON.plusSeconds(40));
		fail(failed, Duration.ofMinutes(90));
		this.desk.run.start();
		await().until(this.desk::isIdle);
		assertThat(this.desk.last().done()).isEqualTo(1);
		assertThat(this.desk.list(50)).containsExactly("late", "failed");
		assertThat(number("state = 'dead-lettered' AND id = '" + early.id() + "'")).isEqualTo(1);
	}

	/** What fails again at once lies ahead of the decision's position each time. */
	@Test
	void endsAlthoughTheyFailAgain() {
		List<StoredWebhook> webhooks = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			webhooks.add(this.desk.webhooks.retry("conn-" + i, HOUR.plusSeconds(i)));
		}
		this.desk.decide(WaitingDesk.retry(), "all", "true");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		for (int batches = 0; batches < 100; batches++) {
			List<Chosen> batch = this.desk.queries.next(running, 5);
			if (batch.isEmpty()) {
				break;
			}
			this.desk.changes.carryOut(running, batch);
			batch.forEach((one) -> fail(StoredWebhooks.row(this.desk.webhooks.store(), one.webhook().id()),
					HOUR.multipliedBy(2)));
			running = this.desk.decisions.running().orElseThrow();
		}
		assertThat(this.desk.queries.next(running, 5)).isEmpty();
		assertThat(this.desk.last().done()).isEqualTo(20);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM event WHERE event = 'retry-now'")).isEqualTo(20);
	}

	/** Another instance's reading of the clock may be ahead. */
	@Test
	void neverTouchesWhatMayBeClaimed() {
		for (int i = 0; i <= 10; i++) {
			this.desk.webhooks.retry("conn-" + i, Duration.ofSeconds(10 + i));
		}
		this.desk.run.start();
		assertThat(this.desk.decide(WaitingDesk.giveUp(), "all", "true").due()).isEqualTo(6);
		await().until(this.desk::isIdle);
		assertThat(this.desk.webhooks.count("dead-lettered")).isEqualTo(5);
		assertThat(this.desk.list(50)).containsExactly("conn-0", "conn-1", "conn-2", "conn-3", "conn-4", "conn-5");
	}

	@Test
	void namesWhatIsLogged(CapturedOutput output) {
		this.desk.webhooks.retry("conn-1", HOUR);
		this.desk.run.start();
		this.desk.decide(new Decision("give-up", "Nobody needs it", "anna"), "all", "true");
		await().until(this.desk::isIdle);
		assertThat(output).contains("The give-up of many waiting webhooks begins, as anna decided: Nobody needs it")
			.contains("Gave up financial_connection.sync_data of connection conn-1: Nobody needs it (by anna)");
	}

	/** A call was made for it, and failed. */
	private void fail(StoredWebhook webhook, Duration delay) {
		this.desk.webhooks.store()
			.settleAndWait(webhook, new Outcome.Retried(new Retry(delay, true, true), StoredWebhooks.BUSY), () -> {
			});
	}

	private long number(String condition) {
		return this.desk.webhooks.number("SELECT count(*) FROM webhook WHERE " + condition);
	}

}
