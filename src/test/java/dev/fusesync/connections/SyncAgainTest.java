package dev.fusesync.connections;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.connections.again.SyncAgain;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.PageExamples;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A connection is synced again from the newest body that is kept of it. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("both-databases")
class SyncAgainTest {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	@TempDir
	Path directory;

	private Questions questions;

	@BeforeEach
	void open() throws Exception {
		this.questions = Questions.keeping(this.directory, Duration.ofDays(7));
		this.questions.webhooks.at(NOON);
	}

	@AfterEach
	void close() throws Exception {
		this.questions.close();
	}

	@Test
	void sendsTheNewestOneThatWasSynced(CapturedOutput output) {
		this.questions.synced("acct-1");
		this.questions.webhooks.at(NOON.plusSeconds(60));
		StoredWebhook newest = this.questions.synced("acct-1");
		this.questions.webhooks.at(NOON.plusSeconds(120));
		this.questions.webhooks.deadLetter("acct-1");
		this.questions.synced("acct-2");
		this.questions.settle(this.questions.add("acct-1", "financial_connection.connected", "plaid"),
				new Outcome.Finished(Outcome.DELIVERED, null));
		this.questions.webhooks.at(NOON.plus(Duration.ofHours(2)));
		SyncAgain.Sent counted = send(true);
		assertThat(counted.webhook()).isEqualTo(newest.id());
		assertThat(counted.dryRun()).isTrue();
		assertThat(this.questions.webhooks.count("waiting")).isZero();
		SyncAgain.Sent sent = send(false);
		PageExamples.expectLike("sync-again", JsonMapper.builder().findAndAddModules().build().valueToTree(sent));
		assertThat(sent).isEqualTo(new SyncAgain.Sent("sync-again", false, newest.id(),
				"financial_connection.sync_data", NOON.plusSeconds(60), 7_140, sent.hint(), sent.message()));
		assertThat(sent.hint()).contains("token", "too old");
		StoredWebhook row = StoredWebhooks.row(this.questions.webhooks.store(), newest.id());
		assertThat(row.replays()).isEqualTo(1);
		assertThat(row.dueAt()).isEqualTo(NOON.plus(Duration.ofHours(2)).toEpochMilli());
		assertThat(this.questions.webhooks.count("waiting")).isEqualTo(1);
		assertThat(output).contains("Replayed synced webhook " + newest.id()).contains("Support asked (by anna)");
		assertThat(send(true).webhook()).as("The one before it").isNotEqualTo(newest.id());
	}

	@Test
	void hasNoHintWhileItsTokenIsYoung() {
		this.questions.synced("acct-1");
		this.questions.webhooks.at(NOON.plusSeconds(180));
		assertThat(send(true).hint()).isNull();
	}

	@Test
	void sendsOneThatWasCovered() {
		StoredWebhook covering = this.questions.webhooks.add("acct-1");
		StoredWebhook covered = this.questions.webhooks.add("acct-1");
		this.questions.webhooks.finish(covering, Outcome.SYNCED, covered);
		assertThat(send(false).webhook()).isEqualTo(covered.id());
	}

	@Test
	void saysThatNoneIsKept() {
		this.questions.webhooks.deadLetter("acct-1");
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> send(false))
			.withMessageContaining("404")
			.withMessageContaining("a body is kept for 7 d only");
		assertThatExceptionOfType(ResponseStatusException.class)
			.isThrownBy(() -> this.questions.endpoint.syncAgain("acct-2", null, false, "anna"))
			.withMessageContaining("Nothing is known");
	}

	private SyncAgain.Sent send(boolean dryRun) {
		return this.questions.endpoint.syncAgain("acct-1", "Support asked", dryRun, "anna");
	}

}
