package dev.fusesync.deadletters;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.fusesync.deadletters.DeadLetterQueries.Chosen;
import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionAnswer;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.store.Outcome;
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

/** Decisions about many dead letters, and what happens at the same time. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("both-databases")
class DecisionsTest {

	@TempDir
	Path directory;

	private Desk desk;

	@BeforeEach
	void open() throws Exception {
		this.desk = new Desk(this.directory);
	}

	@AfterEach
	void close() throws Exception {
		this.desk.close();
	}

	@Test
	void onlyCountsAtFirst() {
		this.desk.webhooks.deadLetter("conn-1");
		this.desk.webhooks.deadLetter("conn-2");
		DecisionAnswer answer = this.desk.endpoint.decideMany(asked("all", "true"), Desk.replay());
		assertThat(answer.dryRun()).isTrue();
		assertThat(answer.found()).isEqualTo(2);
		assertThat(answer.message()).contains("dryRun false to replay these");
		assertThat(this.desk.endpoint.decisions()).isEmpty();
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.desk.endpoint.decideMany(asked("dryRun", "false"), Desk.replay()))
			.withMessageContaining("Say which");
	}

	@Test
	void replaysThoseThatMatch(CapturedOutput output) {
		for (int i = 0; i < 600; i++) {
			this.desk.webhooks.deadLetter("conn-" + i, (i % 2 == 0) ? "plaid" : "teller", StoredWebhooks.REFUSED);
		}
		this.desk.run.start();
		decide(Desk.replay(), "source", "plaid");
		await().until(() -> done() == 300);
		assertThat(this.desk.list().total()).isEqualTo(300);
		assertThat(this.desk.counted()).isEqualTo(300);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isEqualTo(300);
		assertThat(this.desk.webhooks.number("SELECT max(replays) FROM webhook")).isEqualTo(1);
		await()
			.untilAsserted(() -> assertThat(output).contains("The replay of many dead letters is done: 300 of them"));
	}

	@Test
	void discardsThoseThatMatch() {
		for (int i = 0; i < 1_100; i++) {
			this.desk.webhooks.deadLetter((i < 5) ? "other" : "person");
		}
		this.desk.run.start();
		DecisionAnswer answer = decide(Desk.discard(), "connection", "person");
		assertThat(answer.found()).isEqualTo(1_095);
		await().until(() -> done() == 1_095);
		assertThat(this.desk.list().entries()).extracting("connection").containsOnly("other").hasSize(5);
		assertThat(this.desk.webhooks.bodies()).isEqualTo(5);
		assertThat(this.desk.webhooks.count("discarded")).isEqualTo(1_095);
		assertThat(this.desk.webhooks.store().counts().history()).isEqualTo(1_095);
		assertThat(this.desk.counted()).isEqualTo(5);
	}

	@Test
	void leavesOutWhatBecomesADeadLetterLater() {
		StoredWebhook early = this.desk.webhooks.deadLetter("early");
		decide(Desk.replay(), "all", "true");
		await().pollDelay(Duration.ofMillis(5)).until(() -> true);
		this.desk.webhooks.deadLetter("late");
		this.desk.endpoint.decide(early.id(), Desk.replay());
		giveUp(early.id());
		this.desk.run.start();
		await().until(() -> this.desk.decisions.running().isEmpty());
		assertThat(done()).isZero();
		assertThat(this.desk.list().total()).isEqualTo(2);
	}

	@Test
	void doesOneAtATimeAndStops(CapturedOutput output) throws Exception {
		this.desk.close();
		this.desk = new Desk(this.directory, 1);
		for (int i = 0; i < 10; i++) {
			this.desk.webhooks.deadLetter("conn-" + i);
		}
		this.desk.run.start();
		decide(Desk.replay(), "all", "true");
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> decide(Desk.discard(), "all", "true"))
			.withMessageContaining("already");
		ManyDecision stopped = this.desk.endpoint.stop("bob");
		assertThat(stopped.state()).isEqualTo("stopped");
		assertThat(stopped.ended()).isNotNull();
		assertThat(this.desk.list().total()).isGreaterThan(5);
		assertThat(output).contains("The replay of many dead letters was stopped by bob");
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> this.desk.endpoint.stop("bob"));
		decide(Desk.discard(), "all", "true");
		await().until(() -> this.desk.list().total() == 0);
		assertThat(this.desk.endpoint.decisions()).extracting(ManyDecision::state).contains("stopped");
	}

	@Test
	void aBatchAfterAStopDoesNothing() {
		this.desk.webhooks.deadLetter("conn-1");
		decide(Desk.discard(), "all", "true");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		List<Chosen> batch = this.desk.queries.next(running, 10);
		this.desk.endpoint.stop("bob");
		assertThat(this.desk.queries.carryOut(running, batch)).isEmpty();
		assertThat(this.desk.list().total()).isEqualTo(1);
	}

	@Test
	void goesOnWhereItWasAfterARestart() throws Exception {
		for (int i = 0; i < 30; i++) {
			this.desk.webhooks.deadLetter("conn-" + i);
		}
		decide(Desk.replay(), "source", "plaid");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		this.desk.queries.carryOut(running, this.desk.queries.next(running, 12));
		// Chosen, but the program ends before its transaction.
		this.desk.queries.next(this.desk.decisions.running().orElseThrow(), 12);
		this.desk.close();
		this.desk = new Desk(this.directory);
		assertThat(done()).isEqualTo(12);
		this.desk.run.start();
		await().until(() -> this.desk.decisions.running().isEmpty());
		assertThat(done()).isEqualTo(30);
		assertThat(this.desk.webhooks.count("waiting")).isEqualTo(30);
		assertThat(this.desk.webhooks.number("SELECT sum(replays) FROM webhook")).isEqualTo(30);
		assertThat(this.desk.webhooks.bodies()).isEqualTo(30);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isEqualTo(30);
		assertThat(this.desk.counted()).isZero();
	}

	/** Retention has chosen a dead letter; it is replayed before it is discarded. */
	@Test
	void doesNotDiscardWhatIsReplayedMeanwhile() {
		String replayed = this.desk.webhooks.deadLetter("replayed").id();
		String again = this.desk.webhooks.deadLetter("dead-again").id();
		this.desk.webhooks.deadLetter("old");
		await().pollDelay(Duration.ofMillis(5)).until(() -> true);
		decide(Desk.discard(), "all", "true");
		await().pollDelay(Duration.ofMillis(5)).until(() -> true);
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		List<Chosen> batch = this.desk.queries.next(running, 10);
		Chosen one = this.desk.queries.one(replayed).orElseThrow();
		this.desk.endpoint.decide(replayed, Desk.replay());
		this.desk.endpoint.decide(again, Desk.replay());
		giveUp(again);
		assertThat(this.desk.queries.carryOut(running, batch)).extracting(DeadLetter::connection)
			.containsExactly("old");
		assertThat(this.desk.queries.carryOut(Desk.discard(), one)).isEmpty();
		assertThat(this.desk.webhooks.count("waiting")).isEqualTo(1);
		assertThat(this.desk.webhooks.count("dead-lettered")).isEqualTo(1);
		assertThat(this.desk.webhooks.bodies()).isEqualTo(2);
		assertThat(this.desk.counted()).isEqualTo(1);
	}

	@Test
	void discardsWhatIsOlderThanItIsKept(CapturedOutput output) {
		this.desk.webhooks.at(Instant.now().minus(Duration.ofDays(31)));
		this.desk.webhooks.deadLetter("old");
		this.desk.webhooks.at(null);
		this.desk.webhooks.deadLetter("young");
		this.desk.run.start();
		AtomicLong nanos = new AtomicLong();
		retention(Duration.ZERO, nanos).discardTheOld();
		assertThat(this.desk.endpoint.decisions()).isEmpty();
		retention(Duration.ofDays(30), nanos).discardTheOld();
		await().until(() -> this.desk.list().total() == 1);
		assertThat(this.desk.list().entries()).extracting("connection").containsExactly("young");
		await().untilAsserted(() -> assertThat(output)
			.contains("of connection old: Older than fuse.deadletters.retention (by retention)"));
	}

	@Test
	void keepsWhatAClockThatJumpedMakesOld(CapturedOutput output) {
		this.desk.webhooks.at(Instant.parse("2026-01-01T00:00:00Z"));
		this.desk.webhooks.deadLetter("young");
		AtomicLong nanos = new AtomicLong();
		Retention retention = retention(Duration.ofDays(30), nanos);
		this.desk.webhooks.at(Instant.parse("2026-02-01T00:00:00Z"));
		nanos.set(Duration.ofHours(1).toNanos());
		retention.discardTheOld();
		assertThat(this.desk.endpoint.decisions()).isEmpty();
		assertThat(output).contains("No dead letter is discarded for its age now");
		nanos.set(Duration.ofDays(31).toNanos());
		retention.discardTheOld();
		assertThat(this.desk.endpoint.decisions()).hasSize(1);
	}

	private Retention retention(Duration kept, AtomicLong nanos) {
		return new Retention(this.desk.queries, this.desk.run, this.desk.target, new DeadLetterSettings(kept, false),
				this.desk.webhooks.clock(), nanos::get);
	}

	private DecisionAnswer decide(Decision decision, String... filter) {
		return this.desk.endpoint.decideMany(asked(filter).with("dryRun", "false"), decision);
	}

	private void giveUp(String id) {
		this.desk.webhooks.store()
			.settleAndWait(StoredWebhooks.row(this.desk.webhooks.store(), id),
					new Outcome.DeadLettered(StoredWebhooks.REFUSED), () -> {
					});
	}

	private long done() {
		return this.desk.endpoint.decisions().get(0).done();
	}

}
