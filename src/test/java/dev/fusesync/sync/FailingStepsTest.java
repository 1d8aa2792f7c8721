package dev.fusesync.sync;

import java.io.IOException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of a webhook if a step that a user adds to the routes fails. */
@ExtendWith(OutputCaptureExtension.class)
class FailingStepsTest extends AdvisedRoutes {

	/** A mistake in a step or in Java is no verdict on the webhook. */
	@Test
	void anUnexpectedExceptionBesideTheCallIsRetriedAndMakesNoDeadLetter(CapturedOutput output) throws Exception {
		AtomicInteger failures = new AtomicInteger();
		advise("sync", (route) -> route.weaveById("interpret-response").before().process((exchange) -> {
			if (failures.incrementAndGet() <= 5) {
				throw new UnsupportedCharsetException("utf8mb4");
			}
		}).id("own-step"));
		send(Webhooks.syncData(this.connection));
		await().until(() -> stored(this.connection).get(0).state().equals("synced"));
		assertThat(failures).hasValueGreaterThan(5);
		assertThat(output).contains("the next one is in").doesNotContain("Dead-lettered", "Circuit breaker open");
	}

	@ParameterizedTest
	@ValueSource(classes = { IllegalStateException.class, IOException.class })
	void aFailureAfterASyncCausesNoSecondCall(Class<? extends Exception> kind, CapturedOutput output) throws Exception {
		AtomicInteger failures = new AtomicInteger();
		Exception failure = kind.getConstructor(String.class).newInstance("own failure");
		advise("sync", (route) -> route.weaveById("mark-synced").after().process((exchange) -> {
			failures.incrementAndGet();
			throw failure;
		}).id("own-step"));
		send(Webhooks.syncData(this.connection));
		await().until(() -> failures.get() > 0);
		await().untilAsserted(() -> assertThat(output)
			.contains("A step that followed the outcome of the webhook failed", "own failure"));
		await().during(Duration.ofSeconds(2)).until(() -> calls(this.connection).size() == 1);
		assertThat(stored(this.connection)).singleElement().satisfies((row) -> {
			assertThat(row.state()).isEqualTo("synced");
			assertThat(row.attempts()).isEqualTo(1);
		});
		assertThat(output).as("nothing is said that is not so")
			.doesNotContain("Dead-lettered", "the next one is in", "stays in the queue");
	}

	@Test
	void aFailureAfterADeadLetterLeavesOneAndCausesNoCall(CapturedOutput output) throws Exception {
		FUSE.stubFor(
				post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(aResponse().withStatus(422)));
		advise("dead-letter",
				(route) -> route.weaveById("dead-letter-webhook")
					.after()
					.throwException(new IllegalStateException("own failure"))
					.id("own-step"));
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(output)
			.contains("A step that followed the outcome of the webhook failed", "own failure"));
		await().during(Duration.ofSeconds(2)).until(() -> calls(this.connection).size() == 1);
		assertThat(stored(this.connection)).singleElement()
			.satisfies((row) -> assertThat(row.state()).isEqualTo("dead-lettered"));
		assertThat(deadLetters(this.connection)).hasSize(1);
	}

}
