package dev.fusesync.deadletters;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.deadletters.causes.Cause;
import dev.fusesync.decisions.Total;
import dev.fusesync.store.Failure;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.StoreListener;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.server.ResponseStatusException;

import static dev.fusesync.support.EndpointParameters.asked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a person sees of dead letters, and does with one. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("both-databases")
class DeadLettersTest {

	private static final Failure GONE = new Failure("finished", 404, "entity_not_found", "req-2", "It is gone.");

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

	static List<String> oddIds() {
		return List.of("x".repeat(65_536), "o'hara \"q\" \\ \\u0000", "nul\0nul", "\ud800", "\udc00\ud800x",
				"\ud83d\ude00", "' OR '1'='1", "%_", " ", "é€", "null");
	}

	@Test
	void listsWhatIsKnown() {
		StoredWebhook webhook = this.desk.webhooks.deadLetter("conn-1");
		DeadLetterPage page = this.desk.list();
		DeadLetter entry = page.entries().get(0);
		assertThat(page.total()).isEqualTo(1);
		assertThat(page.more()).isFalse();
		assertThat(page.next()).isNull();
		assertThat(entry).isEqualTo(new DeadLetter(webhook.id(), "financial_connection.sync_data", "conn-1", "plaid",
				"sandbox", DeadLetter.time(webhook.receivedAt()), null, entry.dead(), null, null, 1, 0, "message", 422,
				"invalid_request_body", "req-1", "Fuse answered 422 with invalid_request_body.", null, null));
		assertThat(Instant.parse(entry.received())).isBeforeOrEqualTo(Instant.parse(entry.dead()));
		JsonNode json = new ObjectMapper().valueToTree(entry);
		assertThat(json.path("class").asText()).isEqualTo("message");
		assertThat(json.has("hint")).isFalse();
		assertThat(json.has("firstReceived")).isFalse();
		assertThat(json.has("superseded")).isFalse();
		assertThat(json.has("state")).isFalse();
	}

	@Test
	void listsByEachFilter() {
		this.desk.webhooks.at(Instant.parse("2026-01-01T00:00:00Z"));
		this.desk.webhooks.deadLetter("conn-1");
		this.desk.webhooks.at(Instant.parse("2026-01-02T00:00:00Z"));
		this.desk.webhooks.deadLetter("conn-2", "teller", GONE);
		this.desk.webhooks.at(Instant.now());
		assertThat(found("failureClass", "finished")).containsExactly("conn-2");
		assertThat(found("code", "invalid_request_body")).containsExactly("conn-1");
		assertThat(found("failureClass", "finished", "code", "invalid_request_body")).isEmpty();
		assertThat(found("source", "teller")).containsExactly("conn-2");
		assertThat(found("connection", "conn-1")).containsExactly("conn-1");
		assertThat(found("type", "financial_connection.sync_data")).containsExactly("conn-1", "conn-2");
		assertThat(found("type", "other")).isEmpty();
		assertThat(found("receivedAfter", "2026-01-02T00:00:00Z")).containsExactly("conn-2");
		assertThat(found("receivedBefore", "2026-01-01T23:59:59Z")).containsExactly("conn-1");
		assertThat(found("deadAfter", "2026-01-01T00:00:00.001Z")).containsExactly("conn-2");
		assertThat(found("deadBefore", "2026-01-01T00:00:00Z")).containsExactly("conn-1");
		assertThat(found("deadAfter", "2026-01-01T00:00:00Z", "source", "plaid")).containsExactly("conn-1");
		assertThat(found("attempts", "1")).containsExactly("conn-1", "conn-2");
		assertThat(found("attempts", "2")).isEmpty();
		assertThat(found("olderThan", "PT0S")).hasSize(2);
		assertThat(found("olderThan", "20000d")).isEmpty();
		assertThat(this.desk.endpoint.count(asked("source", "teller")).total()).isEqualTo(1);
	}

	@Test
	void listsByItsCause() {
		this.desk.webhooks.deadLetter("conn-1");
		this.desk.webhooks.deadLetter("conn-2", "teller", StoredWebhooks.REFUSED);
		this.desk.webhooks.deadLetter("conn-3", "plaid", GONE);
		this.desk.webhooks.deadLetter("conn-4");
		Map<String, String> keys = this.desk.endpoint.causes(asked())
			.stream()
			.collect(Collectors.toMap((cause) -> cause.failureClass() + " " + cause.source(), Cause::cause));
		assertThat(keys).hasSize(3);
		assertThat(found("cause", keys.get("message plaid"))).containsExactly("conn-1", "conn-4");
		assertThat(found("cause", keys.get("message teller"))).containsExactly("conn-2");
		assertThat(found("cause", keys.get("finished plaid"), "connection", "conn-1")).isEmpty();
		assertThat(found("cause", "x".repeat(43))).isEmpty();
		assertThat(this.desk.endpoint.causes(asked("limit", "1"))).hasSize(1);
		this.desk.run.start();
		this.desk.endpoint.decideMany(asked("cause", keys.get("message plaid"), "dryRun", "false"), Desk.discard());
		await().until(() -> this.desk.decisions.running().isEmpty());
		assertThat(found()).containsExactly("conn-2", "conn-3");
		assertThat(this.desk.endpoint.causes(asked())).extracting(Cause::cause)
			.doesNotContain(keys.get("message plaid"));
	}

	/** It may fail for another cause then. */
	@Test
	void hasNoCauseWhileItIsReplayed() {
		String id = this.desk.webhooks.deadLetter("conn-1").id();
		this.desk.endpoint.decide(id, Desk.replay());
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM webhook WHERE cause_key IS NOT NULL")).isZero();
		assertThat(this.desk.endpoint.causes(asked())).isEmpty();
	}

	@Test
	void showsWhatHappenedBefore() {
		this.desk.webhooks.at(Instant.parse("2026-01-01T12:00:00Z"));
		StoredWebhook webhook = this.desk.webhooks.retry("conn-1", Duration.ofMinutes(5));
		this.desk.webhooks.at(Instant.parse("2026-01-01T12:05:00Z"));
		this.desk.webhooks.giveUp(webhook);
		this.desk.webhooks.at(Instant.parse("2026-01-01T13:00:00Z"));
		this.desk.endpoint.decide(webhook.id(), DeadLetterTarget.decision("replay", "Fuse is mended", "alice"));
		this.desk.webhooks.giveUp(StoredWebhooks.row(this.desk.webhooks.store(), webhook.id()));
		List<DeadLetter.Event> history = this.desk.endpoint.show(webhook.id()).history();
		assertThat(history).extracting(DeadLetter.Event::event)
			.containsExactly("dead-lettered", "replayed", "dead-lettered", "retried");
		assertThat(history.get(1)).isEqualTo(new DeadLetter.Event(Instant.parse("2026-01-01T13:00:00Z"), "replayed",
				null, null, null, null, null, null, "Fuse is mended", "alice"));
		assertThat(history.get(3)).isEqualTo(new DeadLetter.Event(Instant.parse("2026-01-01T12:00:00Z"), "retried", 1,
				Instant.parse("2026-01-01T12:05:00Z"), "transient", 503, "server_error", "req-503",
				"Fuse answered 503.", null));
		assertThat(history.get(0).attempt()).isEqualTo(3);
	}

	@Test
	void showsUnmaskedToOperatorsOnly(CapturedOutput output) {
		String id = this.desk.webhooks.deadLetter("conn-1").id();
		DeadLettersOverHttp http = new DeadLettersOverHttp(this.desk.endpoint);
		SecurityContext login = Mockito.mock(SecurityContext.class);
		Mockito.when(login.getPrincipal()).thenReturn(() -> "vera");
		assertThat(((DeadLetter.Opened) http.get(login, asked("id", id))).headers()).isNull();
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> http.get(login, asked("id", id, "unmasked", "true")))
			.withMessageContaining("403")
			.withMessageContaining("operators only");
		assertThat(output).doesNotContain("unmasked to vera");
		Mockito.when(login.isUserInRole("OPERATOR")).thenReturn(true);
		DeadLetter.Opened opened = (DeadLetter.Opened) http.get(login, asked("id", id, "unmasked", "true"));
		assertThat(opened.headers()).isEqualTo(Map.of("fuse-verification", "signature"));
		assertThat(opened.body().path("verification_token").asText()).isEqualTo("never-show-this");
		assertThat(output).contains("unmasked to vera");
	}

	@Test
	void listsPageByPageInTheOrderOfTheirDeath() {
		this.desk.webhooks.at(Instant.parse("2026-01-01T00:00:00Z"));
		for (int i = 0; i < 5; i++) {
			this.desk.webhooks.deadLetter("conn-" + i);
		}
		DeadLetterPage first = this.desk.list("limit", "2");
		DeadLetterPage second = this.desk.list("limit", "2", "after", first.next(), "attempts", "1");
		DeadLetterPage third = this.desk.list("limit", "2", "after", second.next(), "source", "plaid");
		assertThat(List.of(first, second, third)).allSatisfy((page) -> assertThat(page.total()).isEqualTo(5))
			.flatExtracting(DeadLetterPage::entries)
			.extracting("connection")
			.containsExactly("conn-0", "conn-1", "conn-2", "conn-3", "conn-4");
		assertThat(third.next()).isNull();
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.desk.list("after", "no-such-id"))
			.withMessageContaining("under next");
	}

	@ParameterizedTest
	@MethodSource("oddIds")
	void findsOddNamesAndNothingElse(String odd) {
		this.desk.webhooks.deadLetter("conn-1");
		Failure failure = new Failure("message", 422, odd, odd, odd);
		this.desk.webhooks.deadLetter(odd, odd, failure);
		for (String filter : List.of("connection", "source", "code")) {
			DeadLetterPage page = this.desk.list(filter, odd);
			assertThat(page.total()).as(filter).isEqualTo(1);
			DeadLetter entry = page.entries().get(0);
			assertThat(List.of(entry.connection(), entry.source(), entry.code(), entry.reason())).containsOnly(odd);
			assertThat(this.desk.list(filter, odd + "x").total()).isZero();
		}
		assertThat(this.desk.list("connection", odd, "source", odd, "code", odd, "attempts", "1").total()).isEqualTo(1);
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> this.desk.endpoint.show(odd));
		this.desk.run.begin(this.desk.target, Desk.discard(),
				DeadLetterFilter.of(asked("connection", odd), Instant.now()), new Total(1, false));
		assertThat(this.desk.decisions.running().orElseThrow().filterAs(DeadLetterFilter.class).connection())
			.isEqualTo(odd);
	}

	@Test
	void hintsAtATokenThatWasTooOld() {
		Instant received = Instant.now().minus(Duration.ofMinutes(4));
		StoredWebhooks.deadLetter(this.desk.webhooks.store(), StoredWebhooks.webhook("conn-1", "plaid", received),
				Instant.now(), StoredWebhooks.REFUSED);
		assertThat(this.desk.list().entries().get(0).hint()).contains("token", "too old");
	}

	@Test
	void showsTheBodyMaskedOrAsItIs() {
		String id = this.desk.webhooks.deadLetter("conn-1").id();
		JsonNode masked = this.desk.endpoint.show(id).masked().body();
		assertThat(masked.path("remote_data").asText()).isEqualTo("***");
		assertThat(masked.path("verification_token").asText()).isEqualTo("***");
		assertThat(masked.path("financial_connection_id").asText()).isEqualTo("conn-1");
		JsonNode body = this.desk.endpoint.show(id).body();
		assertThat(body.at("/remote_data/a").asText()).isEqualTo("€");
		assertThat(body.path("verification_token").asText()).isEqualTo("never-show-this");
	}

	@Test
	void replaysOneWithItsHistory(CapturedOutput output) {
		StoreListener inbox = Mockito.mock(StoreListener.class);
		this.desk.webhooks.store().listen("inbox", inbox);
		String id = this.desk.webhooks.deadLetter("conn-1").id();
		DeadLettersEndpoint.Decided done = this.desk.endpoint.decide(id, Desk.replay());
		assertThat(done.deadLetter().connection()).isEqualTo("conn-1");
		StoredWebhook row = StoredWebhooks.row(this.desk.webhooks.store(), id);
		assertThat(row.replays()).isEqualTo(1);
		assertThat(row.attempts()).isEqualTo(1);
		assertThat(row.receivedAt()).isGreaterThanOrEqualTo(row.firstReceivedAt());
		assertThat(row.dueAt()).isEqualTo(row.receivedAt());
		Mockito.verify(inbox, Mockito.atLeastOnce()).due(row.dueAt(), 0);
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM webhook WHERE state = 'waiting' AND queue = 'inbox' "
				+ "AND finished_at IS NULL AND failure_class IS NULL AND status IS NULL AND code IS NULL "
				+ "AND request_id IS NULL AND reason IS NULL AND decided_by = 'alice'"))
			.isEqualTo(1);
		assertThat(this.desk.webhooks.bodies()).isEqualTo(1);
		assertThat(this.desk.webhooks.store().counts().waiting("inbox")).isEqualTo(1);
		assertThat(this.desk.counted()).isZero();
		assertThat(output)
			.contains("Replayed dead letter " + id + ", financial_connection.sync_data of connection "
					+ "conn-1: Fuse answered 422 with invalid_request_body. (by alice)")
			.doesNotContain("never-show-this");
	}

	@Test
	void discardsOneWithAReason(CapturedOutput output) {
		String id = this.desk.webhooks.deadLetter("conn-1").id();
		this.desk.endpoint.decide(id, Desk.discard());
		assertThat(this.desk.list().total()).isZero();
		assertThat(this.desk.webhooks.bodies()).isZero();
		assertThat(this.desk.webhooks.number("SELECT count(*) FROM webhook WHERE state = 'discarded' "
				+ "AND finished_at > 0 AND decided_by = 'alice' AND decision_reason = 'The customer left'"))
			.isEqualTo(1);
		assertThat(this.desk.webhooks.store().counts().history()).isEqualTo(1);
		assertThat(this.desk.counted()).isZero();
		assertThat(output).contains("Discarded dead letter " + id).contains("conn-1: The customer left (by alice)");
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.desk.endpoint.decide(id, Desk.replay()))
			.withMessageContaining("no such dead letter");
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> this.desk.endpoint.show(id));
	}

	private List<String> found(String... filter) {
		DeadLetterPage page = this.desk.list(filter);
		assertThat(page.total()).isEqualTo(page.entries().size());
		return page.entries().stream().map(DeadLetter::connection).toList();
	}

}
