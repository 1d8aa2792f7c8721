package dev.fusesync.waiting;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.deadletters.causes.Cause;
import dev.fusesync.deadletters.causes.CauseQueries;
import dev.fusesync.store.Failure;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreListener;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.server.ResponseStatusException;

import static dev.fusesync.support.EndpointParameters.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a person sees of waiting webhooks, and does with one. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("both-databases")
class WaitingTest {

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
	void listsWhatIsKnown() {
		StoredWebhook webhook = this.desk.webhooks.retry("conn-1", HOUR);
		Waiting entry = this.desk.endpoint.list(asked()).entries().get(0);
		assertThat(entry)
			.isEqualTo(new Waiting(webhook.id(), "inbox", "financial_connection.sync_data", "conn-1", "plaid", NOON, 1,
					NOON.plus(HOUR), "transient", 503, "server_error", "req-503", "Fuse answered 503.", "later"));
		assertThat(this.desk.endpoint.show(webhook.id())).isEqualTo(entry);
		JsonNode json = JsonMapper.builder().findAndAddModules().build().valueToTree(entry);
		assertThat(json.path("class").asText()).isEqualTo("transient");
		this.desk.webhooks.add("conn-2");
		Waiting fresh = this.desk.endpoint.list(asked()).entries().get(0);
		assertThat(fresh.state()).isEqualTo("due");
		assertThat(fresh.failureClass()).isNull();
		assertThat(JsonMapper.builder().findAndAddModules().build().valueToTree(fresh).has("reason")).isFalse();
	}

	/** Within these seconds another instance may have claimed it. */
	@Test
	void whatIsDueSoonIsDue() {
		this.desk.webhooks.retry("conn-1", Duration.ofSeconds(15));
		this.desk.webhooks.retry("conn-2", Duration.ofMillis(15_001));
		assertThat(this.desk.endpoint.list(asked()).entries()).extracting(Waiting::state)
			.containsExactly("due", "later");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 500 })
	void listsBothQueuesInTheOrderOfTheirTime(int limit) {
		for (int i = 0; i < 7; i++) {
			StoredWebhooks.retry(this.desk.webhooks.store(),
					StoredWebhooks.webhook("conn-" + i, (i % 3 == 0) ? "mx" : "plaid", NOON),
					(i % 2 == 0) ? Queues.INBOX : Queues.OTHER_EVENTS, NOON, HOUR.plusMinutes(7 - i / 2),
					StoredWebhooks.BUSY);
		}
		assertThat(this.desk.list(limit)).containsExactly("conn-6", "conn-4", "conn-5", "conn-2", "conn-3", "conn-0",
				"conn-1");
		assertThat(this.desk.list(limit, "source", "mx")).containsExactly("conn-6", "conn-3", "conn-0");
		assertThat(this.desk.list(limit, "queue", "other-events")).containsExactly("conn-5", "conn-3", "conn-1");
		assertThat(this.desk.list(limit, "queue", "inbox", "source", "mx")).containsExactly("conn-6", "conn-0");
	}

	@Test
	void listsByEachFilter() {
		this.desk.webhooks.retry("conn-1", HOUR);
		this.desk.webhooks.retry("conn-2", "teller", HOUR.plusMinutes(1),
				new Failure("aggregator", 400, "invalid_certificate", "req-2", "Refused."));
		this.desk.webhooks.add("conn-3");
		this.desk.webhooks.deadLetter("conn-4");
		assertThat(found("connection", "conn-1")).containsExactly("conn-1");
		assertThat(found("connection", "conn-1", "source", "teller")).isEmpty();
		assertThat(found("connection", "conn-4")).isEmpty();
		assertThat(found("source", "teller")).containsExactly("conn-2");
		assertThat(found("code", "server_error")).containsExactly("conn-1");
		assertThat(found("failureClass", "aggregator", "code", "invalid_certificate")).containsExactly("conn-2");
		assertThat(found("failureClass", "throttled")).isEmpty();
		assertThat(found("type", "financial_connection.sync_data")).containsExactly("conn-3", "conn-1", "conn-2");
		assertThat(found("type", "other")).isEmpty();
		assertThat(found("dueBefore", NOON.plus(HOUR).toString())).containsExactly("conn-3", "conn-1");
		assertThat(found("queue", "other-events")).isEmpty();
		assertThat(this.desk.endpoint.count(asked())).isEqualTo(new WaitingPage.Count(3, false, 1));
	}

	private List<String> found(String... filter) {
		List<String> found = this.desk.list(50, filter);
		assertThat(this.desk.endpoint.count(asked(filter)).total()).isEqualTo(found.size());
		return found;
	}

	/** More rows than a step of the scan reads. */
	@Test
	void findsARareOneAmongMany() {
		this.desk.webhooks.store().write((session) -> {
			for (int i = 0; i < 5_000; i++) {
				StoredWebhooks.retry(session,
						StoredWebhooks.webhook("conn-" + i, (i == 4_321) ? "rare" : "plaid", NOON), Queues.INBOX, NOON,
						HOUR.plusMillis(i), StoredWebhooks.BUSY);
			}
			return null;
		});
		assertThat(found("source", "rare")).containsExactly("conn-4321");
		assertThat(found("source", "none")).isEmpty();
		assertThat(this.desk.list(500)).hasSize(5_000).doesNotHaveDuplicates();
		assertThat(this.desk.list(500, "source", "plaid")).hasSize(4_999).doesNotHaveDuplicates();
	}

	@ParameterizedTest(name = "{index}")
	@ValueSource(strings = { "o'hara \"q\" \\ \\u0000", "nul\0nul", "\ud800", "\udc00\ud800x", "' OR '1'='1", "%_",
			"a:queue" })
	void findsOddNamesAndNothingElse(String odd) {
		this.desk.webhooks.retry("conn-1", HOUR);
		this.desk.webhooks.retry(odd, odd, HOUR, new Failure("transient", 503, odd, odd, odd));
		for (String filter : List.of("connection", "source", "code")) {
			assertThat(found(filter, odd)).as(filter).containsExactly(odd);
			assertThat(found(filter, odd + "x")).isEmpty();
		}
		this.desk.decide(WaitingDesk.retry(), "connection", odd);
		assertThat(this.desk.last().filterAs(WaitingFilter.class).connection()).isEqualTo(odd);
	}

	@Test
	void refusesWhatMeansNothing() {
		for (String[] asked : List.of(new String[] { "queue", "outbox" }, new String[] { "failureClass", "wrong" },
				new String[] { "dueBefore", "soon" }, new String[] { "after", "no-such-place" },
				new String[] { "limit", "0" })) {
			assertThatExceptionOfType(InvalidEndpointRequestException.class).as(asked[0])
				.isThrownBy(() -> this.desk.endpoint.list(asked(asked)));
		}
	}

	@Test
	void retriesOneNow(CapturedOutput output) {
		StoreListener inbox = Mockito.mock(StoreListener.class);
		this.desk.webhooks.store().listen("inbox", inbox);
		StoredWebhook webhook = this.desk.webhooks.retry("conn-1", HOUR);
		Instant later = NOON.plus(Duration.ofMinutes(20));
		this.desk.webhooks.at(later);
		assertThat(this.desk.endpoint.decide(webhook.id(), WaitingDesk.retry()).webhook().due())
			.isEqualTo(NOON.plus(HOUR));
		StoredWebhook row = StoredWebhooks.row(this.desk.webhooks.store(), webhook.id());
		assertThat(row.dueAt()).isEqualTo(later.toEpochMilli());
		assertThat(row.waitMs()).isZero();
		assertThat(row.waitedMs()).as("The 40 minutes that are left do not count")
			.isEqualTo(Duration.ofMinutes(20).toMillis());
		assertThat(List.of(row.attempts(), row.retries(), row.replays())).containsExactly(1, 1, 0);
		assertThat(this.desk.webhooks.store().load(row.seq(), later.toEpochMilli())).isPresent();
		Mockito.verify(inbox).due(later.toEpochMilli(), 0);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM event WHERE event = 'retry-now' AND attempts = 1 "
				+ "AND decided_by = 'anna' AND reason IS NULL AND at = " + later.toEpochMilli()))
			.isEqualTo(1);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isEqualTo(1);
		assertThat(output)
			.contains("Retry now of financial_connection.sync_data of connection conn-1: Fuse answered 503. (by anna)");
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.desk.endpoint.decide(webhook.id(), WaitingDesk.retry()))
			.withMessageContaining("409")
			.withMessageContaining("due already");
	}

	/** One that had to wait although the wait does not count, as for Retry-After. */
	@Test
	void neverCountsLessThanNothing() {
		StoredWebhook webhook = this.desk.webhooks.retry("conn-1", HOUR);
		this.desk.webhooks.store().write((session) -> session.update("UPDATE webhook SET waited_ms = 1000"));
		this.desk.endpoint.decide(webhook.id(), WaitingDesk.retry());
		assertThat(StoredWebhooks.row(this.desk.webhooks.store(), webhook.id()).waitedMs()).isZero();
	}

	@Test
	void givesOneUp(CapturedOutput output) {
		StoredWebhook webhook = this.desk.webhooks.retry("conn-1", HOUR);
		StoredWebhook same = this.desk.webhooks.deadLetter("conn-2", "plaid", StoredWebhooks.BUSY);
		this.desk.endpoint.decide(webhook.id(), WaitingDesk.giveUp());
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM webhook WHERE state = 'dead-lettered' "
				+ "AND finished_at = " + NOON.toEpochMilli() + " AND failure_class = 'transient' AND attempts = 1 "
				+ "AND decided_by = 'anna' AND decision_reason = 'The bank is closed for good' AND id = '"
				+ webhook.id() + "'"))
			.isEqualTo(1);
		List<Cause> causes = new CauseQueries(this.desk.webhooks.store()).causes();
		assertThat(causes).singleElement().extracting(Cause::count).isEqualTo(2);
		assertThat(causes.get(0).example()).isIn(webhook.id(), same.id());
		assertThat(this.desk.webhooks.bodies()).isEqualTo(2);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isZero();
		assertThat(this.desk.webhooks.store().counts().deadLetters()).containsEntry("transient", 2L);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM event WHERE event = 'dead-lettered' "
				+ "AND decided_by = 'anna' AND reason = 'The bank is closed for good' AND status = 503"))
			.isEqualTo(1);
		assertThat(output).contains("Gave up financial_connection.sync_data of connection conn-1: "
				+ "The bank is closed for good (by anna)");
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.desk.endpoint.decide(webhook.id(), WaitingDesk.giveUp()))
			.withMessageContaining("404");
	}

	/** As one that was given back without an outcome. */
	@Test
	void givesOneUpThatHasNoFailure() {
		StoredWebhook webhook = this.desk.webhooks.add("conn-1");
		this.desk.webhooks.store()
			.write((session) -> session.update("UPDATE webhook SET due_at = " + NOON.plus(HOUR).toEpochMilli()));
		this.desk.endpoint.decide(webhook.id(), WaitingDesk.giveUp());
		assertThat(this.desk.webhooks.store().counts().deadLetters()).containsEntry("unexpected", 1L);
		assertThat(new CauseQueries(this.desk.webhooks.store()).causes()).singleElement()
			.extracting(Cause::failureClass, Cause::code)
			.containsExactly("unexpected", null);
	}

	@Test
	void leavesAloneWhatIsDueOrGone() {
		StoredWebhook due = this.desk.webhooks.add("conn-1");
		StoredWebhook dead = this.desk.webhooks.deadLetter("conn-2");
		for (String id : List.of(dead.id(), "no-such-id")) {
			assertThatExceptionOfType(ResponseStatusException.class)
				.isThrownBy(() -> this.desk.endpoint.decide(id, WaitingDesk.retry()))
				.withMessageContaining("404")
				.withMessageContaining("no such waiting webhook");
		}
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.desk.endpoint.decide(due.id(), WaitingDesk.giveUp()))
			.withMessageContaining("409");
		assertThat(this.desk.webhooks.count("waiting")).isEqualTo(1);
	}

	/** Between the look at the row and the change. */
	@Test
	void leavesAloneWhatBecomesDueOrIsSyncedMeanwhile() {
		StoredWebhook first = this.desk.webhooks.retry("conn-1", HOUR);
		StoredWebhook second = this.desk.webhooks.retry("conn-2", HOUR.multipliedBy(2));
		Chosen due = this.desk.queries.one(first.id()).orElseThrow();
		Chosen synced = this.desk.queries.one(second.id()).orElseThrow();
		this.desk.webhooks.at(NOON.plus(HOUR));
		this.desk.webhooks.sync(second);
		assertThat(this.desk.changes.carryOut(WaitingDesk.giveUp(), due)).isEmpty();
		assertThat(this.desk.changes.carryOut(WaitingDesk.giveUp(), synced)).isEmpty();
		assertThat(this.desk.changes.carryOut(WaitingDesk.retry(), synced)).isEmpty();
		assertThat(this.desk.webhooks.count("waiting")).isEqualTo(1);
		assertThat(this.desk.webhooks.count("synced")).isEqualTo(1);
	}

}
