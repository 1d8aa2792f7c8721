package dev.fusesync.http;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What forged webhooks, and whatever else is none, cost: a count each, and no log each.
 */
@ExtendWith(OutputCaptureExtension.class)
class AbuseTest extends ShippedRoutes {

	@Autowired
	MeterRegistry meters;

	private final Webhooks webhook = Webhooks.ofType("other", Webhooks.newConnection());

	@Test
	void countsAcceptedWebhooks() {
		assertCounted("accepted", () -> send(this.webhook), 200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=" })
	void countsForgedSignatures(String signature) {
		assertCounted("forged", () -> send(this.webhook.withSignature(signature)), 403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "not json", "{\"a\":1,\"a\":2}", "{\"__proto__\":1}" })
	void countsMalformedBodies(String body) {
		assertCounted("malformed", () -> send(this.webhook.withBody(body.getBytes(StandardCharsets.UTF_8))), 400);
	}

	@Test
	void countsBodiesThatAreTooLarge() {
		assertCounted("too_large", () -> send(this.webhook.withBody(new byte[256 * 1024 + 1])), 413);
	}

	@Test
	void countsCompressedBodies() {
		assertCounted("encoding",
				() -> send(request().header("Content-Encoding", "gzip")
					.POST(BodyPublishers.ofByteArray(this.webhook.body()))
					.build()),
				415);
	}

	@Test
	void countsOtherMethods() {
		assertCounted("method", () -> send(request().GET().build()), 405);
	}

	@Test
	void aFloodOfForgedOnesPushesNoGoodOneOut(CapturedOutput output) throws Exception {
		double forged = count("forged");
		double accepted = count("accepted");
		Webhooks forgery = this.webhook.withSignature("forged");
		ExecutorService senders = Executors.newFixedThreadPool(32);
		try {
			Stream<Webhooks> mixed = IntStream.range(0, 2_000).mapToObj((i) -> (i % 20 == 0) ? this.webhook : forgery);
			List<CompletableFuture<Integer>> answers = mixed
				.map((sent) -> CompletableFuture.supplyAsync(() -> send(sent).statusCode(), senders))
				.toList();
			assertThat(sum(answers, 200)).isEqualTo(100);
			assertThat(sum(answers, 403)).isEqualTo(1_900);
		}
		finally {
			senders.shutdownNow();
		}
		await().untilAsserted(() -> assertThat(count("forged")).isGreaterThanOrEqualTo(forged + 1_900));
		await().untilAsserted(() -> assertThat(count("accepted")).isGreaterThanOrEqualTo(accepted + 100));
		assertThat(output.toString().lines().filter((line) -> line.contains("Rejected a webhook")).count())
			.as("a line now and then, not one each")
			.isLessThan(100);
	}

	private static long sum(List<CompletableFuture<Integer>> answers, int status)
			throws InterruptedException, ExecutionException {
		long sum = 0;
		for (CompletableFuture<Integer> answer : answers) {
			sum += (answer.get() == status) ? 1 : 0;
		}
		return sum;
	}

	/** Counted once the answer is sent, so perhaps a moment after it has come. */
	private void assertCounted(String outcome, Supplier<HttpResponse<String>> sending, int status) {
		double before = count(outcome);
		assertThat(sending.get().statusCode()).isEqualTo(status);
		await().untilAsserted(() -> assertThat(count(outcome)).isEqualTo(before + 1));
	}

	private double count(String outcome) {
		return this.meters.get("fuse.webhooks.received")
			.tag("outcome", outcome)
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

}
