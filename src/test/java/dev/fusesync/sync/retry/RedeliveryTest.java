package dev.fusesync.sync.retry;

import java.time.Duration;
import java.time.Instant;
import java.util.Enumeration;
import java.util.List;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
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
		await()
			.untilAsserted(() -> assertThat(output).contains("Not synced after 2 attempts").contains(this.connection));
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
		this.jms.send("inbox", (session) -> {
			BytesMessage old = session.createBytesMessage();
			old.writeBytes(this.webhook.body());
			old.setStringProperty("webhook_HYPHEN_type", Webhooks.SYNC_DATA);
			old.setStringProperty("webhook_HYPHEN_connection", this.connection);
			old.setStringProperty("webhook_HYPHEN_received", Instant.now().minus(Duration.ofDays(30)).toString());
			old.setIntProperty("webhook_HYPHEN_calls", 0);
			return old;
		});
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
		assertThat(deadLetters(this.connection)).isEmpty();
	}

	@Test
	void parksWhatHasWaitedTooLongWithItsHistory() throws JMSException {
		answer(aResponse().withStatus(500));
		this.jms.send("inbox", (session) -> {
			BytesMessage old = session.createBytesMessage();
			old.writeBytes(this.webhook.body());
			old.setStringProperty("fuse_HYPHEN_verification", this.webhook.signature());
			old.setStringProperty("webhook_HYPHEN_type", Webhooks.SYNC_DATA);
			old.setStringProperty("webhook_HYPHEN_connection", this.connection);
			old.setLongProperty("webhook_HYPHEN_waited", Duration.ofHours(72).toMillis());
			old.setIntProperty("webhook_HYPHEN_calls", 41);
			return old;
		});
		BytesMessage deadLetter = theDeadLetter();
		assertThat(calls(this.connection)).hasSize(1);
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_attempts")).isEqualTo("42");
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_class")).isEqualTo("transient");
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_reason")).isEqualTo("Fuse answered 500.");
	}

	@Test
	void parksAtOnceWhatStaysRefused() throws JMSException {
		answer(aResponse().withStatus(422)
			.withBody("{\"request_id\":\"req-7\",\"code\":\"invalid_request_body\",\"title\":\"never-show-this\"}"));
		send(this.webhook);
		BytesMessage deadLetter = theDeadLetter();
		assertThat(calls(this.connection)).hasSize(1);
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_reason"))
			.isEqualTo("Fuse answered 422 with invalid_request_body.");
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_status")).isEqualTo("422");
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_class")).isEqualTo("message");
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_code")).isEqualTo("invalid_request_body");
		assertThat(property(deadLetter, "dead_HYPHEN_letter_HYPHEN_request_HYPHEN_id")).isEqualTo("req-7");
	}

	@Test
	void deadLetterIsTheWebhookAsItCameWithoutCredentials() throws JMSException {
		answer(aResponse().withStatus(400));
		send(this.webhook);
		BytesMessage deadLetter = theDeadLetter();
		byte[] body = new byte[(int) deadLetter.getBodyLength()];
		deadLetter.readBytes(body);
		assertThat(body).isEqualTo(this.webhook.body());
		assertThat(property(deadLetter, "fuse_HYPHEN_verification")).isEqualTo(this.webhook.signature());
		Enumeration<?> names = deadLetter.getPropertyNames();
		assertThat(names.hasMoreElements()).isTrue();
		while (names.hasMoreElements()) {
			String name = names.nextElement().toString();
			assertThat(name + "=" + property(deadLetter, name)).doesNotContain("plaid_", "test-plaid", "teller",
					"never-show-this", Webhooks.API_KEY);
		}
	}

	@Test
	void staysInTheInboxIfParkingFails(@Autowired CamelContext camel) throws Exception {
		answer(aResponse().withStatus(400));
		AdviceWith.adviceWith(camel, "dead-letter",
				(route) -> route.weaveById("park")
					.before()
					.throwException(new IllegalStateException("full"))
					.id("full"));
		try {
			send(this.webhook);
			await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
			assertThat(deadLetters(this.connection)).isEmpty();
		}
		finally {
			AdviceWith.adviceWith(camel, "dead-letter", (route) -> route.weaveById("full").remove());
		}
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		assertThat(calls(this.connection)).hasSize(2);
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

	private BytesMessage theDeadLetter() {
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		return deadLetters(this.connection).get(0);
	}

}
