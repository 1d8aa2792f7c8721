package dev.fusesync.deadletters;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.deadletters.Selection.Query;
import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.decisions.Place;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.store.claim.Claim;
import dev.fusesync.store.claim.ClaimOptions;
import dev.fusesync.store.claim.ClaimPolicy;
import dev.fusesync.store.claim.Claimer;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.server.ResponseStatusException;

import static dev.fusesync.support.EndpointParameters.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Webhooks that were synced or delivered are sent again, from the bodies that are kept.
 */
@ExtendWith(OutputCaptureExtension.class)
@Tag("both-databases")
class SendAgainTest {

	private static final Duration KEPT = Duration.ofDays(7);

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final int EVENTS = 1_000;

	/** Ids that the receiver of other events got, with their number. */
	private final Map<String, AtomicInteger> received = new ConcurrentHashMap<>();

	private final List<Thread> workers = new ArrayList<>();

	@TempDir
	Path directory;

	private Desk desk;

	@BeforeEach
	void open() throws Exception {
		this.desk = Desk.keeping(this.directory, KEPT);
		this.desk.webhooks.at(NOON);
	}

	@AfterEach
	void close() throws Exception {
		this.workers.forEach(Thread::interrupt);
		this.desk.close();
	}

	/** The receiver answered all of them with a 200, and dropped those of an hour. */
	@Test
	void bringsExactlyTheEventsOfOneHourAgain() throws Exception {
		Claimer claimer = receiver();
		List<String> before = receive(NOON.minusMillis(1), 50);
		List<String> dropped = new ArrayList<>(receive(NOON, EVENTS / 2));
		dropped.addAll(receive(NOON.plus(Duration.ofMinutes(60)), EVENTS / 2));
		List<String> after = receive(NOON.plus(Duration.ofMinutes(60)).plusMillis(1), 50);
		this.desk.webhooks.sync(this.desk.webhooks.add("conn-1"));
		assertThat(this.received.keySet()).containsAll(before).containsAll(dropped).containsAll(after);
		this.received.clear();
		this.desk.webhooks.at(NOON.plus(Duration.ofDays(1)));
		String[] hour = { "state", "delivered", "finishedAfter", NOON.toString(), "finishedBefore",
				NOON.plus(Duration.ofMinutes(60)).toString() };
		assertThat(this.desk.endpoint.decideMany(asked(hour), Desk.replay()).found()).isEqualTo(EVENTS);
		assertThat(this.desk.endpoint.count(asked(hour)).total()).isEqualTo(EVENTS);
		assertThat(this.received).isEmpty();
		this.desk.run.start();
		this.desk.endpoint.decideMany(asked(hour).with("dryRun", "false"), Desk.replay());
		await().until(() -> this.desk.decisions.running().isEmpty()
				&& this.desk.webhooks.store().counts().waiting(Queues.OTHER_EVENTS) == 0);
		claimer.stop();
		assertThat(this.received.keySet()).isEqualTo(Set.copyOf(dropped));
		assertThat(this.received.values()).allSatisfy((times) -> assertThat(times).hasValue(1));
		assertThat(this.desk.endpoint.decisions().get(0).done()).isEqualTo(EVENTS);
		assertThat(this.desk.webhooks.store().counts().history()).isEqualTo(EVENTS + 101)
			.isEqualTo(this.desk.webhooks.count("delivered") + 1);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM event WHERE event = 'replayed'")).isEqualTo(EVENTS);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM webhook WHERE replays = 1 AND received_at > "
				+ "first_received_at + 3600000 AND body_kept = 1"))
			.isEqualTo(EVENTS);
	}

	@Test
	void findsByConnectionTypeSourceAndTime() {
		finish("conn-1", "plaid", Outcome.SYNCED);
		this.desk.webhooks.at(NOON.plusSeconds(60));
		finish("conn-1", "teller", Outcome.SYNCED);
		finish("conn-2", "plaid", Outcome.SYNCED);
		finish("conn-3", "plaid", Outcome.DELIVERED);
		StoredWebhook covering = this.desk.webhooks.add("conn-4");
		this.desk.webhooks.finish(covering, Outcome.SYNCED, this.desk.webhooks.add("conn-4"));
		this.desk.webhooks.deadLetter("conn-1");
		assertThat(found("state", "synced")).containsExactly("conn-1", "conn-1", "conn-2", "conn-4", "conn-4");
		assertThat(found("state", "delivered")).containsExactly("conn-3");
		assertThat(found("state", "synced", "connection", "conn-1")).hasSize(2);
		assertThat(found("state", "synced", "connection", "conn-1", "source", "teller")).hasSize(1);
		assertThat(found("state", "synced", "source", "plaid", "type", "financial_connection.sync_data")).hasSize(4);
		assertThat(found("state", "synced", "type", "other")).isEmpty();
		assertThat(found("state", "synced", "receivedBefore", NOON.toString())).containsExactly("conn-1");
		assertThat(found("state", "synced", "finishedAfter", NOON.plusSeconds(1).toString(), "connection", "conn-1"))
			.hasSize(1);
		assertThat(found()).as("Dead letters").containsExactly("conn-1");
		DeadLetterPage page = this.desk.list("state", "synced", "limit", "2");
		assertThat(page.entries().get(0).finished()).isEqualTo(NOON.toString());
		assertThat(page.entries().get(0).dead()).isNull();
		assertThat(this.desk.list("state", "synced", "after", page.next()).entries()).extracting(DeadLetter::state)
			.containsExactly("synced", "synced", "covered");
	}

	@Test
	void sendsOneAgain(CapturedOutput output) {
		StoredWebhook synced = finish("conn-1", "plaid", Outcome.SYNCED);
		assertThat(this.desk.endpoint.show(synced.id()).masked().body().path("remote_data").asText()).isEqualTo("***");
		this.desk.webhooks.at(NOON.plusSeconds(60));
		assertThat(this.desk.endpoint.decide(synced.id(), Desk.replay()).deadLetter().state()).isEqualTo("synced");
		StoredWebhook row = StoredWebhooks.row(this.desk.webhooks.store(), synced.id());
		assertThat(row.replays()).isEqualTo(1);
		assertThat(row.firstReceivedAt()).isEqualTo(NOON.toEpochMilli());
		assertThat(row.receivedAt()).isEqualTo(row.dueAt()).isEqualTo(NOON.plusSeconds(60).toEpochMilli());
		expectCounts(1, 0);
		assertThat(this.desk.webhooks.store().load(row.seq(), row.dueAt())).isPresent();
		assertThat(output).contains("Replayed synced webhook " + synced.id() + ", ")
			.contains("conn-1: none (by alice)");
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.desk.endpoint.decide(synced.id(), Desk.replay()));
	}

	@Test
	void goesOnWhereItWasAfterARestart() throws Exception {
		for (int i = 0; i < 30; i++) {
			finish("conn-" + i, "plaid", Outcome.SYNCED);
		}
		decide(Desk.replay(), "state", "synced", "source", "plaid");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		this.desk.queries.carryOut(running, this.desk.queries.next(running, 12));
		expectCounts(12, 18);
		this.desk.close();
		open();
		expectCounts(12, 18);
		this.desk.run.start();
		await().until(() -> this.desk.decisions.running().isEmpty());
		expectCounts(30, 0);
		assertThat(this.desk.webhooks.number("SELECT sum(replays) FROM webhook")).isEqualTo(30);
		assertThat(this.desk.webhooks.bodies()).isEqualTo(30);
	}

	/** What has been sent again looks older than the decision then. */
	@Test
	void sendsNothingTwiceAfterTheClockWasSetBack() {
		StoredWebhook one = finish("conn-1", "plaid", Outcome.SYNCED);
		this.desk.webhooks.at(NOON.plusSeconds(60));
		decide(Desk.replay(), "state", "synced", "source", "plaid");
		ManyDecision running = this.desk.decisions.running().orElseThrow();
		this.desk.queries.carryOut(running, this.desk.queries.next(running, 10));
		this.desk.webhooks.at(NOON.plusSeconds(30));
		this.desk.webhooks.finish(StoredWebhooks.row(this.desk.webhooks.store(), one.id()), Outcome.SYNCED);
		this.desk.run.start();
		await().until(() -> this.desk.decisions.running().isEmpty());
		assertThat(StoredWebhooks.row(this.desk.webhooks.store(), one.id()).replays()).isEqualTo(1);
		expectCounts(0, 1);
	}

	@Test
	void discardsOnlyTheBody(CapturedOutput output) {
		StoredWebhook one = finish("conn-1", "plaid", Outcome.SYNCED);
		finish("conn-2", "plaid", Outcome.DELIVERED);
		this.desk.endpoint.decide(one.id(), Desk.discard());
		assertThat(output).contains("Discarded synced webhook " + one.id());
		this.desk.run.start();
		decide(Desk.discard(), "state", "delivered", "connection", "conn-2");
		await().until(() -> this.desk.decisions.running().isEmpty());
		assertThat(this.desk.webhooks.bodies()).isZero();
		assertThat(this.desk.webhooks.count("synced")).isEqualTo(1);
		assertThat(this.desk.webhooks.count("delivered")).isEqualTo(1);
		expectCounts(0, 2);
		assertThat(this.desk.list("state", "synced").total()).isZero();
	}

	/** One that an erasure has taken the body of. */
	@Test
	void leavesWhatHasNoBody() {
		StoredWebhook erased = finish("conn-1", "plaid", Outcome.SYNCED);
		this.desk.webhooks.store().write((session) -> {
			try (PreparedStatement delete = session.connection().prepareStatement("DELETE FROM body")) {
				return delete.executeUpdate();
			}
		});
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.desk.endpoint.decide(erased.id(), Desk.replay()));
		assertThat(this.desk.webhooks.count("synced")).isEqualTo(1);
		expectCounts(0, 1);
	}

	@Test
	void readsNoMoreThanTheKeptOnes() {
		assumeThat(TestDatabase.POSTGRESQL).isFalse();
		expectIndex("webhook_kept", "state", "synced", "type", "a", "finishedAfter", NOON.toString());
		expectIndex("webhook_kept", "state", "delivered", "source", "plaid", "receivedAfter", NOON.toString());
		expectIndex("webhook_history", "state", "synced", "connection", "conn-1", "finishedAfter", NOON.toString());
	}

	private void expectIndex(String index, String... asked) {
		DeadLetterFilter filter = DeadLetterFilter.of(asked(asked), NOON);
		for (Query query : List.of(this.desk.queries.pageQuery(filter, Place.FIRST, 10),
				this.desk.queries.countQuery(filter))) {
			assertThat(this.desk.webhooks.store()
				.jdbc()
				.sql("EXPLAIN QUERY PLAN " + query.sql())
				.params(query.values())
				.query((row, number) -> row.getString("detail"))
				.list()).as(query.sql()).anyMatch((step) -> step.contains(index));
		}
	}

	/** A receiver of other events that answers everything with a 200. */
	private Claimer receiver() {
		Claimer claimer = new Claimer(this.desk.webhooks.store(),
				new ClaimOptions(Queues.OTHER_EVENTS, 1, true, false, 0, Duration.ofMinutes(1)), ClaimPolicy.OPEN,
				this.desk.webhooks.clock());
		claimer.start();
		Thread worker = new Thread(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				Claim claim = claimer.next();
				if (claim != null) {
					this.received.computeIfAbsent(claim.webhook().id(), (id) -> new AtomicInteger()).incrementAndGet();
					claim.settle(new Outcome.Finished(Outcome.DELIVERED, null));
					claim.close();
				}
			}
		});
		worker.setDaemon(true);
		worker.start();
		this.workers.add(worker);
		return claimer;
	}

	/** Receives events, and waits until they are delivered. Returns their ids. */
	private List<String> receive(Instant time, int number) {
		this.desk.webhooks.at(time);
		List<String> ids = this.desk.webhooks.store().write((session) -> {
			List<String> stored = new ArrayList<>();
			for (int i = 0; i < number; i++) {
				stored.add(session
					.insert(new NewWebhook(StoredWebhooks.webhook("conn-" + i % 20, "plaid", time), Queues.OTHER_EVENTS,
							"signature", "{}".getBytes(StandardCharsets.UTF_8)), null, time.toEpochMilli())
					.id());
			}
			session.afterCommit(() -> this.desk.webhooks.store().notifyDue(Queues.OTHER_EVENTS, time.toEpochMilli()));
			return stored;
		});
		await().until(() -> this.desk.webhooks.store().counts().waiting(Queues.OTHER_EVENTS) == 0);
		return ids;
	}

	private StoredWebhook finish(String connection, String source, String state) {
		StoredWebhook row = StoredWebhooks.add(this.desk.webhooks.store(),
				StoredWebhooks.webhook(connection, source, this.desk.webhooks.clock().instant()), Queues.INBOX,
				StoredWebhooks.body(connection));
		this.desk.webhooks.finish(row, state);
		return row;
	}

	private List<String> found(String... filter) {
		DeadLetterPage page = this.desk.list(filter);
		assertThat(page.total()).isEqualTo(page.entries().size());
		return page.entries().stream().map(DeadLetter::connection).toList();
	}

	private void decide(Decision decision, String... filter) {
		this.desk.endpoint.decideMany(asked(filter).with("dryRun", "false"), decision);
	}

	private void expectCounts(long waiting, long history) {
		assertThat(this.desk.webhooks.store().counts().waiting(Queues.INBOX)).isEqualTo(waiting)
			.isEqualTo(this.desk.webhooks.count("waiting"));
		assertThat(this.desk.webhooks.store().counts().history()).isEqualTo(history);
	}

}
