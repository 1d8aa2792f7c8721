package dev.fusesync.sync.breaker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.store.Queues;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.support.Webhooks;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of many webhooks while Fuse refuses every one. */
@ExtendWith(OutputCaptureExtension.class)
class BreakerPolicyTest extends ShippedRoutes {

	private static final int WEBHOOKS = 60;

	private final String batch = Webhooks.newConnection();

	@Test
	void opensTriesOneAtATimeAndSyncsAllOnceFuseIsBack(CapturedOutput output) {
		fuseRefuses();
		sendAll();
		await().untilAsserted(() -> assertThat(output).contains("Circuit breaker open: Fuse answered 401"));
		int whenOpened = FUSE.findAll(postRequestedFor(urlEqualTo(SYNC_PATH))).size();
		await().untilAsserted(() -> assertThat(FUSE.findAll(postRequestedFor(urlEqualTo(SYNC_PATH))))
			.hasSizeGreaterThan(whenOpened + 2));
		List<LoggedRequest> refused = FUSE.findAll(postRequestedFor(urlEqualTo(SYNC_PATH)));
		fuseIsBack();
		await().untilAsserted(() -> assertThat(callsByWebhook()).hasSize(WEBHOOKS));
		await().untilAsserted(() -> assertThat(output).contains("Fuse is back after"));
		assertThat(output.toString().split("Circuit breaker open")).as("one line when opened").hasSize(2);
		assertThat(output.toString().split("Fuse is back after")).as("one line when closed").hasSize(2);
		assertThat(output).doesNotContain("Dead-lettered");
		long spared = callsByWebhook().values().stream().filter((calls) -> calls == 1).count();
		assertThat(spared).as("webhooks that waited without a call, of those not refused")
			.isGreaterThanOrEqualTo(WEBHOOKS - refused.size());
		assertThat(callsByWebhook().values()).as("no webhook was tried again and again").allMatch((calls) -> calls < 6);
	}

	@Test
	void receivesAndServesOtherTypesMeanwhile(CapturedOutput output) {
		fuseRefuses();
		sendAll();
		await().untilAsserted(() -> assertThat(output).contains("Circuit breaker open"));
		String other = Webhooks.newConnection();
		assertThat(send(Webhooks.ofType("transactions.updates", other)).statusCode()).isEqualTo(200);
		await().untilAsserted(
				() -> assertThat(output).contains("No route for transactions.updates of connection " + other));
		fuseIsBack();
		await().untilAsserted(() -> assertThat(callsByWebhook()).hasSize(WEBHOOKS));
	}

	@Test
	void aHalfOpenAttemptThatMakesNoCallGivesNoVerdict(CapturedOutput output) {
		fuseRefuses();
		send(Webhooks.syncData(this.batch));
		send(Webhooks.syncData(Webhooks.newConnection()));
		await().untilAsserted(() -> assertThat(output).contains("Circuit breaker open"));
		String noCall = Webhooks.newConnection();
		for (int i = 0; i < 5; i++) {
			StoredWebhooks.add(this.store, ofType("transactions.updates", noCall), Queues.INBOX,
					StoredWebhooks.body(noCall));
		}
		await().until(() -> stored(noCall).stream().allMatch((row) -> row.state().equals("delivered")));
		assertThat(calls(noCall)).isEmpty();
		assertThat(output).doesNotContain("Fuse is back after");
		assertThat(stored(this.batch).get(0).state()).isEqualTo("waiting");
		fuseIsBack();
		await().until(() -> stored(this.batch).get(0).state().equals("synced"));
		assertThat(output).containsOnlyOnce("Fuse is back after");
	}

	private static Webhook ofType(String type, String connection) {
		Instant now = Instant.now();
		return new Webhook(WebhookId.next(now.toEpochMilli()), type, connection, "plaid", "sandbox", now, 0);
	}

	@Test
	void anOperatorsStopWinsAndLosesNothing(@Autowired CamelContext camel, CapturedOutput output) throws Exception {
		fuseRefuses();
		sendAll();
		await().untilAsserted(() -> assertThat(output).contains("Circuit breaker open"));
		camel.getRouteController().stopRoute("dispatch");
		assertThat(camel.getRouteController().getRouteStatus("dispatch").isStopped()).isTrue();
		fuseIsBack();
		camel.getRouteController().startRoute("dispatch");
		await().atMost(java.time.Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(callsByWebhook()).hasSize(WEBHOOKS));
		assertThat(output).doesNotContain("Dead-lettered");
	}

	/**
	 * With one of Fuse's codes: without it, webhooks of other aggregators that any test
	 * has synced in the last ten minutes would put the blame on plaid.
	 */
	private static void fuseRefuses() {
		FUSE.stubFor(post(SYNC_PATH)
			.willReturn(aResponse().withStatus(401).withBody("{\"code\":\"unauthorized\",\"type\":\"auth_error\"}")));
	}

	/** From here on only the calls that are answered with success are counted. */
	private static void fuseIsBack() {
		FUSE.resetRequests();
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
	}

	private void sendAll() {
		IntStream.range(0, WEBHOOKS)
			.forEach((i) -> assertThat(send(Webhooks.syncData(this.batch + "-" + i)).statusCode()).isEqualTo(200));
	}

	private Map<String, Long> callsByWebhook() {
		Set<String> connections = IntStream.range(0, WEBHOOKS)
			.mapToObj((i) -> "\"" + this.batch + "-" + i + "\"")
			.collect(Collectors.toSet());
		return FUSE.findAll(postRequestedFor(urlEqualTo(SYNC_PATH)))
			.stream()
			.flatMap((call) -> connections.stream().filter(call.getBodyAsString()::contains))
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
	}

}
