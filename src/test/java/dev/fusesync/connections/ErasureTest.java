package dev.fusesync.connections;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.fusesync.connections.ErasureQueries.Erased;
import dev.fusesync.store.Counts;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An erased connection is gone from every table, and nothing of it comes back. */
@Tag("both-databases")
@ExtendWith(OutputCaptureExtension.class)
class ErasureTest {

	private static final String ID = "acct-1";

	@TempDir
	private Path directory;

	private Questions questions;

	@BeforeEach
	void open() throws Exception {
		this.questions = new Questions(this.directory.resolve("data"));
	}

	@AfterEach
	void close() throws Exception {
		this.questions.close();
	}

	/** One of each, and as much of another connection. */
	private void story(String connection) {
		this.questions.synced(connection);
		this.questions.webhooks.deadLetter(connection);
		this.questions.add(connection, "transactions.updates", "plaid");
		this.questions.retry(this.questions.webhooks.add(connection), Duration.ofMinutes(1));
	}

	private void expectCounts(long inbox, long others, long dead, long history) {
		Counts counts = this.questions.webhooks.store().counts();
		assertThat(counts.waiting(Queues.INBOX)).isEqualTo(inbox);
		assertThat(counts.waiting(Queues.OTHER_EVENTS)).isEqualTo(others);
		assertThat(counts.deadLetters().getOrDefault("message", 0L)).isEqualTo(dead);
		assertThat(counts.history()).isEqualTo(history);
	}

	private long rows(String table) {
		return this.questions.webhooks.number("SELECT count(*) FROM " + table);
	}

	private void expectNothing() {
		for (String table : List.of("webhook", "body", "event", "connection", "decision")) {
			assertThat(rows(table)).as(table).isZero();
		}
		expectCounts(0, 0, 0, 0);
	}

	@Test
	void countsASupersededDeadLetterOff() {
		this.questions.webhooks.markSuperseded(this.questions.webhooks.deadLetter(ID));
		assertThat(this.questions.webhooks.store().counts().superseded()).isEqualTo(1);
		this.questions.endpoint.erase(ID, "Request 17", false, "alice");
		assertThat(this.questions.webhooks.store().counts().superseded()).isZero();
		expectNothing();
	}

	@Test
	void aDryRunCountsAndAnErasureDeletesAllOfThatConnectionOnly(CapturedOutput output) {
		story(ID);
		story("acct-2");
		Erased all = new Erased(2, 1, 1, 2);
		assertThat(this.questions.endpoint.erase(ID, "Request 17", true, "alice").erased()).isEqualTo(all);
		assertThat(rows("webhook")).isEqualTo(8);
		ConnectionsEndpoint.Receipt receipt = this.questions.endpoint.erase(ID, "Request\n17", false, "alice");
		assertThat(receipt.erased()).isEqualTo(all);
		assertThat(receipt.dryRun()).isFalse();
		assertThat(output).contains("Erasing connection acct-1: Request\\u000A17 (by alice)")
			.contains("Erased connection acct-1: 2 waiting webhooks, 1 dead letters, 1 finished ones, "
					+ "2 events: Request\\u000A17 (by alice)")
			.doesNotContain("never-show-this");
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> this.questions.show(ID));
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.questions.endpoint.erase(ID, "Request 17", false, "alice"))
			.withMessageContaining("Nothing is known");
		assertThat(this.questions.show("acct-2").events()).hasSize(7);
		assertThat(rows("body")).isEqualTo(3);
		expectCounts(1, 1, 1, 1);
		this.questions.endpoint.erase("acct-2", "Request 18", false, "alice");
		expectNothing();
	}

	@Test
	void asksForAReason() {
		story(ID);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.questions.endpoint.erase(ID, null, false, "alice"))
			.withMessageContaining("needs a reason");
		assertThat(rows("webhook")).isEqualTo(4);
	}

	@Test
	void manyWebhooksGoInBatches() {
		int many = 2 * ErasureQueries.MOST_ROWS + 3;
		this.questions.webhooks.store().write((session) -> {
			for (int i = 0; i < many; i++) {
				session.insert(new NewWebhook(StoredWebhooks.webhook(ID, "plaid", Instant.now()), Queues.INBOX,
						"signature", (i < 3) ? new byte[3 << 20] : StoredWebhooks.body(ID)), null, 0);
			}
			return null;
		});
		assertThat(this.questions.erasures.erase(ID)).isEqualTo(new Erased(many, 0, 0, 0));
		expectNothing();
	}

	@Test
	void decisionsAboutItAreForgotten() {
		story(ID);
		for (String filter : List.of("{\"connection\":\"" + ID + "\"}", "{\"connection\":\"acct-12\"}", "{}")) {
			this.questions.webhooks.store().write((session) -> {
				try (var insert = session.connection()
					.prepareStatement(
							"INSERT INTO decision (action, target, filter, decided_by, begun_at, upper_seq, found, "
									+ "state) VALUES ('replay', 'dead-letters', ?, 'alice', 1, 1, 1, 'done')")) {
					insert.setString(1, filter);
					return insert.executeUpdate();
				}
			});
		}
		this.questions.erasures.erase(ID);
		assertThat(rows("decision")).isEqualTo(2);
	}

	@Test
	void aDecisionIsForgottenAlsoIfNothingElseIsKnown() {
		this.questions.webhooks.store()
			.write((session) -> session.connection()
				.createStatement()
				.executeUpdate(
						"INSERT INTO decision (action, target, filter, decided_by, begun_at, upper_seq, found, state) "
								+ "VALUES ('replay', 'dead-letters', '{\"connection\":\"" + ID
								+ "\"}', 'alice', 1, 1, 1, 'done')"));
		this.questions.endpoint.erase(ID, "Request 17", false, "alice");
		expectNothing();
	}

	static List<Outcome> outcomes() {
		return List.of(new Outcome.Finished(Outcome.SYNCED, "req"), new Outcome.Finished(Outcome.DELIVERED, null),
				new Outcome.DeadLettered(Questions.BUSY),
				new Outcome.Retried(new Retry(Duration.ofMinutes(1), true, true), Questions.BUSY),
				new Outcome.GivenBack(1), new Outcome.Dropped());
	}

	@ParameterizedTest(name = "{index}")
	@MethodSource("outcomes")
	void theOutcomeOfACallUnderWayIsIgnored(Outcome outcome) {
		StoredWebhook underWay = this.questions.webhooks.add(ID);
		this.questions.erasures.erase(ID);
		this.questions.settle(underWay, outcome);
		expectNothing();
	}

	@Test
	void aCallDoesNotCoverWhatWasErased() {
		StoredWebhook covered = this.questions.webhooks.add(ID);
		StoredWebhook other = this.questions.webhooks.add("acct-2");
		this.questions.erasures.erase(ID);
		this.questions.settle(other, new Outcome.Finished(Outcome.SYNCED, null, List.of(covered)));
		assertThat(rows("webhook")).isEqualTo(1);
		expectCounts(0, 0, 0, 1);
	}

	@Test
	void aWebhookThatComesLaterStartsANewStory() {
		story(ID);
		this.questions.erasures.erase(ID);
		this.questions.synced(ID);
		assertThat(this.questions.show(ID).events()).extracting(Timeline.Event::event)
			.containsExactly("synced", "received");
		assertThat(rows("connection")).isEqualTo(1);
	}

	/** A claim of the erased webhook may still be under way. */
	@Test
	void noNumberIsGivenTwiceWhenTheConnectionToTheDatabaseIsReplaced() {
		StoredWebhook erased = this.questions.webhooks.add(ID);
		this.questions.erasures.erase(ID);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.questions.webhooks.store().write((session) -> {
				throw new IllegalArgumentException("The writer opens its connection again");
			}));
		assertThat(this.questions.webhooks.add("acct-2").seq()).isGreaterThan(erased.seq());
	}

}
