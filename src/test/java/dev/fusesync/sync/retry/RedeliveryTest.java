package dev.fusesync.sync.retry;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Queues;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.StoredRow;
import dev.fusesync.support.Webhooks;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of a webhook that Fuse does not sync at the first attempt. */
@ExtendWith(OutputCaptureExtension.class)
class RedeliveryTest extends ShippedRoutes {

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@ParameterizedTest
	@ValueSource(ints = { 502, 503, 504 })
	void triesAgainAtOnceWhatAMomentCanHeal(int status) {
		answerOnce(aResponse().withStatus(status));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
		assertThat(deadLetters(this.connection)).isEmpty();
		assertThat(calls(this.connection)).allSatisfy((call) -> assertUntouched(call));
	}

	@Test
	void triesAgainAtOnceOverABrokenConnection() {
		answerOnce(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
	}

	@Test
	void comesBackLaterAfterThreeQuickAttempts() {
		answerTimes(5, aResponse().withStatus(503).withBody("<html>never-show-this</html>"));
		send(this.webhook);
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(calls(this.connection)).hasSize(6));
		assertThat(deadLetters(this.connection)).isEmpty();
		assertThat(calls(this.connection)).allSatisfy((call) -> assertUntouched(call));
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 401, 404, 408, 425, 429, 500 })
	void comesBackLaterWhateverMayHeal(int status) {
		answerTimes(3, aResponse().withStatus(status));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(4));
		assertThat(deadLetters(this.connection)).isEmpty();
	}

	@Test
	void makesNoQuickAttemptsForASlowGateway(CapturedOutput output) {
		answerTimes(2, aResponse().withStatus(503).withFixedDelay(1_800));
		send(this.webhook);
		await().untilAsserted(
				() -> assertThat(output).contains("connection " + this.connection + " failed, the next one is in"));
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(3));
	}

	@Test
	void comesBackAfterNoAnswer() {
		answerTimes(1, aResponse().withFixedDelay(60_000));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
	}

	@Test
	void comesBackWhenTheEndpointAskedFor() {
		answerTimes(1, aResponse().withStatus(503).withHeader("retry-after", "2"));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
		List<LoggedRequest> calls = calls(this.connection);
		assertThat(Duration.between(calls.get(0).getLoggedDate().toInstant(), calls.get(1).getLoggedDate().toInstant())
			.abs()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void takesNoPageOfAGatewayForFusesAnswer() {
		answerTimes(2, aResponse().withStatus(200).withBody(" <html>never-show-this</html>"));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(3));
		assertThat(deadLetters(this.connection)).isEmpty();
	}

	@Test
	void timeInTheQueueMakesNothingTooOld() {
		answerTimes(1, aResponse().withStatus(500));
		storeOld(Duration.ZERO, 0);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
		assertThat(deadLetters(this.connection)).isEmpty();
	}

	@Test
	void deadLettersWhatHasWaitedTooLongWithItsHistory() {
		answer(aResponse().withStatus(500));
		storeOld(Duration.ofHours(72), 41);
		StoredRow deadLetter = theDeadLetter();
		assertThat(calls(this.connection)).hasSize(1);
		assertThat(deadLetter.attempts()).isEqualTo(42);
		assertThat(deadLetter.waitedMs()).isEqualTo(Duration.ofHours(72).toMillis());
		assertThat(deadLetter.failureClass()).isEqualTo("transient");
		assertThat(deadLetter.reason()).isEqualTo("Fuse answered 500.");
	}

	@Test
	void deadLettersAtOnceWhatStaysRefused() {
		answer(aResponse().withStatus(422)
			.withBody("{\"request_id\":\"req-7\",\"code\":\"invalid_request_body\",\"title\":\"never-show-this\"}"));
		send(this.webhook);
		StoredRow deadLetter = theDeadLetter();
		assertThat(calls(this.connection)).hasSize(1);
		assertThat(deadLetter.reason()).isEqualTo("Fuse answered 422 with invalid_request_body.");
		assertThat(deadLetter.status()).isEqualTo(422);
		assertThat(deadLetter.failureClass()).isEqualTo("message");
		assertThat(deadLetter.code()).isEqualTo("invalid_request_body");
		assertThat(deadLetter.requestId()).isEqualTo("req-7");
	}

	@Test
	void deadLetterIsTheWebhookAsItCameWithoutCredentials() {
		answer(aResponse().withStatus(400));
		send(this.webhook);
		StoredRow deadLetter = theDeadLetter();
		assertThat(deadLetter.body()).isEqualTo(this.webhook.body());
		assertThat(deadLetter.signature()).isEqualTo(this.webhook.signature());
		assertThat(deadLetter.text()).doesNotContain("plaid_", "test-plaid", "teller", "never-show-this",
				Webhooks.API_KEY);
	}

	@Test
	void staysInTheInboxIfItCannotBeDeadLettered(@Autowired CamelContext camel, CapturedOutput output)
			throws Exception {
		answer(aResponse().withStatus(400));
		AdviceWith.adviceWith(camel, "dead-letter",
				(route) -> route.weaveById("dead-letter-webhook")
					.before()
					.throwException(new IllegalStateException("full"))
					.id("full"));
		try {
			send(this.webhook);
			await().untilAsserted(() -> assertThat(output.getOut().lines())
				.anyMatch((line) -> line.contains(this.connection) && line.contains("stays in the queue inbox")));
			assertThat(deadLetters(this.connection)).isEmpty();
		}
		finally {
			AdviceWith.adviceWith(camel, "dead-letter", (route) -> route.weaveById("full").remove());
		}
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		assertThat(calls(this.connection)).hasSizeGreaterThan(1);
	}

	/** A webhook of last month that has waited so long and been attempted so often. */
	private void storeOld(Duration waited, int attempts) {
		NewWebhook old = new NewWebhook(
				new Webhook(WebhookId.next(System.currentTimeMillis()), Webhooks.SYNC_DATA, this.connection, "plaid",
						"sandbox", Instant.now().minus(Duration.ofDays(30)), 0),
				Queues.INBOX, this.webhook.signature(), this.webhook.body());
		this.store.write((session) -> {
			long seq = session.insert(old, null, System.currentTimeMillis()).seq();
			try (PreparedStatement history = session.connection()
				.prepareStatement("UPDATE webhook SET waited_ms = ?, attempts = ? WHERE seq = ?")) {
				history.setLong(1, waited.toMillis());
				history.setInt(2, attempts);
				history.setLong(3, seq);
				return history.executeUpdate();
			}
		});
	}

	private void answer(ResponseDefinitionBuilder answer) {
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(answer));
	}

	private void answerOnce(ResponseDefinitionBuilder answer) {
		answerTimes(1, answer);
	}

	/** Then Fuse syncs again. */
	private void answerTimes(int times, ResponseDefinitionBuilder answer) {
		for (int i = 0; i < times; i++) {
			FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection))
				.inScenario(this.connection)
				.whenScenarioStateIs((i == 0) ? Scenario.STARTED : "failed " + i)
				.willReturn(answer)
				.willSetStateTo("failed " + (i + 1)));
		}
	}

	private void assertUntouched(LoggedRequest call) {
		assertThat(call.getBody()).isEqualTo(this.webhook.body());
		assertThat(call.getHeader("fuse-verification")).isEqualTo(this.webhook.signature());
		assertThat(call.getHeaders().getHeader("plaid-secret").values()).hasSize(1);
		assertThat(call.getHeaders().keys()).noneMatch((name) -> name.startsWith("webhook") || name.startsWith("JMS"));
	}

	private StoredRow theDeadLetter() {
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		return deadLetters(this.connection).get(0);
	}

}
