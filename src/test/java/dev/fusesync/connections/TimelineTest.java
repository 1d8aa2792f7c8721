package dev.fusesync.connections;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.connections.Timeline.Event;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What support reads of a connection. */
@Tag("both-databases")
class TimelineTest {

	private static final Instant START = Instant.parse("2026-01-31T14:00:00Z");

	@TempDir
	private Path directory;

	private Questions questions;

	@BeforeEach
	void open() throws Exception {
		this.questions = new Questions(this.directory.resolve("data"));
		at(0);
	}

	@AfterEach
	void close() throws Exception {
		this.questions.close();
	}

	private void at(long minutes) {
		this.questions.webhooks.at(START.plus(Duration.ofMinutes(minutes)));
	}

	private Event newest(String connection) {
		return this.questions.show(connection).events().get(0);
	}

	private void expect(String connection, ConnectionState state, String summary, String... events) {
		Timeline timeline = this.questions.show(connection);
		assertThat(timeline.summary()).isEqualTo(summary);
		assertThat(timeline.status().state()).isEqualTo(state);
		assertThat(timeline.events()).extracting(Event::event).containsExactly(events);
		assertThat(timeline.next()).isNull();
	}

	@Test
	void tellsAnOutageAndItsEnd() {
		StoredWebhook webhook = this.questions.webhooks.add("acct-1");
		expect("acct-1", ConnectionState.WAITING, "Waiting for its first attempt since 14:00 UTC", "received");
		at(1);
		this.questions.retry(webhook, Duration.ofMinutes(4));
		expect("acct-1", ConnectionState.WAITING, "Waiting for its 2nd attempt at 14:05 UTC: Fuse answered 503",
				"retried", "received");
		Event retried = newest("acct-1");
		assertThat(retried.attempt()).isEqualTo(1);
		assertThat(retried.due()).isEqualTo(START.plus(Duration.ofMinutes(5)));
		assertThat(retried).extracting(Event::status, Event::code, Event::requestId, Event::reason, Event::webhook)
			.containsExactly(503, "server_error", "req-503", "Fuse answered 503.", webhook.id());
		at(5);
		this.questions.settleNow(webhook, new Outcome.Finished(Outcome.SYNCED, "req-200"));
		at(8);
		expect("acct-1", ConnectionState.SYNCED, "Synced 3 minutes ago at attempt 2", "synced", "retried", "received");
		assertThat(newest("acct-1")).extracting(Event::attempt, Event::status, Event::requestId, Event::reason)
			.containsExactly(2, null, "req-200", null);
		assertThat(this.questions.show("acct-1").status()).isEqualTo(new ConnectionStatus("acct-1", "plaid", "sandbox",
				START.plus(Duration.ofMinutes(5)), null, 0, 0, false));
	}

	@Test
	void tellsADeadLetterOnceAndItsReplay() {
		StoredWebhook webhook = this.questions.webhooks.deadLetter("acct-1");
		expect("acct-1", ConnectionState.DEAD_LETTERED,
				"Dead letter since 14:00 UTC: Fuse answered 422 with invalid_request_body", "dead-lettered",
				"received");
		this.questions.webhooks.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				return statement.executeUpdate("DELETE FROM event");
			}
		});
		expect("acct-1", ConnectionState.DEAD_LETTERED,
				"Dead letter since 14:00 UTC: Fuse answered 422 with invalid_request_body", "dead-lettered",
				"received");
		assertThat(newest("acct-1").status()).isEqualTo(422);
		at(2);
		replay(webhook);
		expect("acct-1", ConnectionState.WAITING, "Waiting for its 2nd attempt, due since 14:02 UTC", "replayed",
				"received");
		assertThat(newest("acct-1")).extracting(Event::by, Event::reason, Event::attempt)
			.containsExactly("alice", "Fuse has mended it", null);
	}

	/** As dead letters are replayed. */
	private void replay(StoredWebhook webhook) {
		long now = this.questions.webhooks.clock().millis();
		this.questions.webhooks.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				statement.executeUpdate("UPDATE webhook SET state = 'waiting', finished_at = NULL, reason = NULL, "
						+ "replays = 1, due_at = " + now + ", received_at = " + now + " WHERE seq = " + webhook.seq());
				return statement.executeUpdate("INSERT INTO event (webhook, at, event, attempts, decided_by, reason) "
						+ "VALUES (" + webhook.seq() + ", " + now + ", 'replayed', 1, 'alice', 'Fuse has mended it')");
			}
		});
	}

	@Test
	void aSupersededDeadLetterAsksForNobody() {
		this.questions.webhooks.deadLetter("acct-1");
		at(1);
		this.questions.synced("acct-1");
		at(2);
		this.questions.webhooks.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				return statement.executeUpdate("UPDATE webhook SET superseded_at = "
						+ this.questions.webhooks.clock().millis() + " WHERE state = 'dead-lettered'");
			}
		});
		expect("acct-1", ConnectionState.SYNCED, "Synced 1 minute ago at attempt 1", "superseded", "synced", "received",
				"dead-lettered", "received");
	}

	@Test
	void tellsWebhooksOfOtherTypesAndTheEnd() {
		StoredWebhook other = this.questions.add("acct-1", "transactions.updates", "teller");
		this.questions.settle(other, new Outcome.Finished(Outcome.DELIVERED, null));
		at(120);
		expect("acct-1", ConnectionState.RECEIVED, "Received transactions.updates 2 hours ago, never synced",
				"delivered", "received");
		assertThat(newest("acct-1").type()).isEqualTo("transactions.updates");
		StoredWebhook end = this.questions.add("acct-1", "financial_connection.disconnected", "teller");
		this.questions.settle(end, new Outcome.Finished(Outcome.DELIVERED, null));
		expect("acct-1", ConnectionState.ENDED, "Disconnected or finished since 16:00 UTC", "delivered", "received",
				"delivered", "received");
		assertThat(this.questions.show("acct-1").status().source()).isEqualTo("teller");
	}

	@Test
	void tellsACoveredAndADiscardedWebhook() {
		StoredWebhook covered = this.questions.webhooks.add("acct-1");
		StoredWebhook discarded = this.questions.webhooks.deadLetter("acct-1");
		StoredWebhook synced = this.questions.webhooks.add("acct-1");
		at(1);
		this.questions.settle(synced, new Outcome.Finished(Outcome.SYNCED, "req-200", List.of(covered)));
		at(2);
		this.questions.webhooks.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				return statement.executeUpdate("UPDATE webhook SET state = 'discarded', finished_at = "
						+ this.questions.webhooks.clock().millis() + ", superseded_at = NULL, decided_by = 'alice', "
						+ "decision_reason = 'Wrong' WHERE id = '" + discarded.id() + "'");
			}
		});
		List<Event> events = this.questions.show("acct-1").events();
		assertThat(events).extracting(Event::event).startsWith("discarded").contains("covered", "synced");
		assertThat(events.get(0)).extracting(Event::by, Event::reason, Event::attempt)
			.containsExactly("alice", "Wrong", null);
		Event told = events.stream().filter((event) -> event.event().equals("covered")).findFirst().orElseThrow();
		assertThat(told.reason()).contains(synced.id());
		assertThat(told).extracting(Event::webhook, Event::attempt, Event::requestId)
			.containsExactly(covered.id(), null, "req-200");
	}

	@Test
	void aConnectionWhoseOnlyWebhookWasDiscardedSaysSo() {
		StoredWebhook webhook = this.questions.webhooks.deadLetter("acct-1");
		at(2);
		this.questions.webhooks.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				return statement.executeUpdate("UPDATE webhook SET state = 'discarded', finished_at = "
						+ this.questions.webhooks.clock().millis() + ", decided_by = 'alice' WHERE seq = "
						+ webhook.seq());
			}
		});
		at(5);
		assertThat(this.questions.show("acct-1").status().state()).isEqualTo(ConnectionState.DISCARDED);
		assertThat(this.questions.show("acct-1").summary()).isEqualTo("Discarded 3 minutes ago, never synced");
		this.questions.webhooks.add("acct-1");
		assertThat(this.questions.show("acct-1").status().state()).isEqualTo(ConnectionState.WAITING);
	}

	@ParameterizedTest
	@ValueSource(ints = { 7, 50 })
	void pagesGoThroughAllEventsOnceWhileNewOnesCome(int limit) {
		int webhooks = TimelineQueries.WEBHOOKS + 7;
		long now = START.toEpochMilli();
		this.questions.webhooks.store().write((session) -> {
			for (int i = 0; i < webhooks; i++) {
				NewWebhook given = new NewWebhook(StoredWebhooks.webhook("acct-1", "plaid", START.plusMillis(i / 3)),
						Queues.INBOX, "signature", StoredWebhooks.body("x"));
				StoredWebhook row = session.insert(given, null, now);
				if (i % 100 == 0) {
					session.settle(row, new Outcome.DeadLettered(Questions.BUSY), now + i, (written) -> {
					});
				}
			}
			return null;
		});
		List<String> seen = new ArrayList<>();
		List<Instant> times = new ArrayList<>();
		Timeline page = this.questions.show("acct-1", "limit", "" + limit);
		assertThat(page.status().waiting()).isEqualTo(webhooks - 6);
		while (true) {
			assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
			page.events().forEach((event) -> seen.add(event.webhook() + event.event()));
			page.events().forEach((event) -> times.add(event.at()));
			if (page.next() == null) {
				break;
			}
			if (seen.size() <= 2 * limit) {
				this.questions.webhooks.add("acct-1");
			}
			page = this.questions.show("acct-1", "limit", "" + limit, "after", page.next());
		}
		assertThat(seen).doesNotHaveDuplicates().hasSize(webhooks + 6);
		assertThat(times.subList(0, TimelineQueries.WEBHOOKS)).isSortedAccordingTo((a, b) -> b.compareTo(a));
	}

	@ParameterizedTest(name = "{index}")
	@ValueSource(strings = { "it's \"quoted\"; DROP TABLE webhook; --", "two\nlines\r\n\t", "\ud83d\ude00 smile", "\0",
			"\ud800 alone", "back\\slash \\u0000", "%27 %00" })
	void findsAnyIdExactly(String id) {
		this.questions.synced(id);
		this.questions.synced(id + "x");
		Timeline timeline = this.questions.show(id);
		assertThat(timeline.status().connection()).isEqualTo(id);
		assertThat(timeline.events()).hasSize(2);
		assertThat(this.questions.list().entries()).extracting(ConnectionStatus::connection).contains(id);
	}

	@Test
	void showsHowLongAVeryLongIdIs() {
		String id = "x".repeat(1 << 16);
		this.questions.synced(id);
		assertThat(this.questions.show(id).status().connection()).isEqualTo(id);
		assertThat(this.questions.list().entries()).extracting(ConnectionStatus::connection)
			.containsExactly("(65536 characters)");
	}

	@Test
	void knowsNothingOfOthers() {
		this.questions.synced("acct-1");
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> this.questions.show("acct"))
			.withMessageContaining("404")
			.withMessageContaining("Nothing is known")
			.withMessageNotContaining("acct");
	}

	@Test
	void isRightWithoutItsIndexes() {
		this.questions.webhooks.deadLetter("acct-2");
		StoredWebhook webhook = this.questions.webhooks.add("acct-1");
		this.questions.retry(webhook, Duration.ofMinutes(4));
		Timeline before = this.questions.show("acct-1");
		List<String> listed = this.questions.listAll();
		this.questions.webhooks.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				for (String index : List.of("webhook_history", "event_webhook", "webhook_connection",
						"webhook_dead_connection", "connection_source", "connection_ended")) {
					statement.executeUpdate("DROP INDEX " + index);
				}
				return null;
			}
		});
		assertThat(this.questions.show("acct-1")).isEqualTo(before);
		assertThat(this.questions.listAll()).isEqualTo(listed).hasSize(2);
	}

}
