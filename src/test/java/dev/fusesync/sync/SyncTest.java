package dev.fusesync.sync;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What Fuse gets, and what it never gets. */
@ExtendWith(OutputCaptureExtension.class)
class SyncTest extends ShippedRoutes {

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@Test
	void postsTheVeryBytesWithExactlyTheConfiguredHeaders() {
		send(this.webhook);
		LoggedRequest call = theCall();
		assertThat(call.getBody()).isEqualTo(this.webhook.body());
		assertThat(headers(call)).containsExactlyInAnyOrder("host: localhost:" + FUSE.port(), "connection: keep-alive",
				"user-agent: fuse-sync", "content-length: " + this.webhook.body().length,
				"content-type: application/json", "fuse-verification: " + this.webhook.signature(),
				"fuse-api-key: " + Webhooks.API_KEY, "fuse-client-id: test-client",
				"plaid-client-id: test-plaid-client", "plaid-secret: never-show-this-plaid-secret",
				"teller-certificate: " + Base64.getEncoder()
					.encodeToString("-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n".getBytes()),
				"teller-private-key: dGVzdA==");
	}

	@Test
	void letsNothingOfTheInboundRequestRideAlong() {
		HttpRequest request = request().POST(BodyPublishers.ofByteArray(this.webhook.body()))
			.header("fuse-verification", this.webhook.signature())
			.header("Authorization", "Bearer x")
			.header("Cookie", "a=b")
			.header("X-Forwarded-For", "10.0.0.1")
			.header("Plaid-Secret", "theirs")
			.header("Mx-Api-Key", "theirs")
			.header("CamelHttpUri", FUSE.baseUrl() + "/elsewhere")
			.header("cAmElHttpPath", "/elsewhere")
			.header("CamelHttpQuery", "a=b")
			.header("CamelHttpMethod", "PUT")
			.header("JMSXGroupID", "theirs")
			.header("_AMQ_SCHED_DELIVERY", "99999999999999")
			.header("webhook-type", "other")
			.header("x~y!z", "not a Java identifier")
			.header("Accept-Encoding", "br")
			.build();
		assertThat(send(request).statusCode()).isEqualTo(200);
		assertThat(headers(theCall()).stream().map((header) -> header.substring(0, header.indexOf(':'))))
			.containsExactlyInAnyOrder("host", "connection", "user-agent", "content-length", "content-type",
					"fuse-verification", "fuse-api-key", "fuse-client-id", "plaid-client-id", "plaid-secret",
					"teller-certificate", "teller-private-key");
		assertThat(theCall().getUrl()).isEqualTo(SYNC_PATH);
		assertThat(theCall().getHeader("plaid-secret")).isEqualTo("never-show-this-plaid-secret");
	}

	@Test
	void doesNotForwardOtherTypesNorSyncDataElsewhere(CapturedOutput output) {
		String last = Webhooks.newConnection();
		send(Webhooks.ofType("transactions.updates", this.connection));
		send(Webhooks.ofType("financial_connection.disconnected", this.connection));
		send(Webhooks.signed("{\"financial_connection_id\":\"" + this.connection + "\"}"));
		send(Webhooks.syncData(this.connection + last));
		await().untilAsserted(() -> assertThat(calls(last)).hasSize(1));
		assertThat(calls(this.connection)).hasSize(1);
		await().during(Duration.ofMillis(500)).untilAsserted(() -> {
			assertThat(output.toString().split("No route for")).as("three webhooks of other types").hasSize(4);
			assertThat(output).as("nothing of sync data went there").doesNotContain("Dead-lettered");
		});
	}

	@Test
	void syncsAnIdenticalWebhookAgain() {
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
	}

	@Test
	void takesAnySuccessAsSynced(CapturedOutput output) {
		FUSE.stubFor(post(SYNC_PATH).willReturn(aResponse().withHeader("Content-Encoding", "gzip")
			.withHeader("Content-Length", "5000000")
			.withBody("x".repeat(5_000_000))));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(output)
			.contains("Synced " + Webhooks.SYNC_DATA + " of connection " + this.connection));
		assertThat(calls(this.connection)).hasSize(1);
	}

	@Test
	void doesNotWaitForEverForAnAnswerThatTricklesIn(CapturedOutput output) {
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection))
			.willReturn(aResponse().withStatus(500).withBody("x".repeat(1_000)).withChunkedDribbleDelay(100, 60_000)));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(output)
			.containsPattern("connection " + this.connection + " failed, .*not within 3 s"));
		fuseSyncs();
		await().untilAsserted(() -> assertThat(calls(this.connection)).isNotEmpty());
	}

	@Test
	void followsNoRedirect() {
		FUSE.stubFor(post(SYNC_PATH)
			.willReturn(aResponse().withStatus(307).withHeader("Location", FUSE.baseUrl() + "/elsewhere")));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSizeGreaterThan(1));
		assertThat(FUSE.findAll(anyRequestedFor(anyUrl()).withUrl("/elsewhere"))).isEmpty();
	}

	@Test
	void sendsASwappedSecretWithTheNextCall() throws IOException {
		Files.writeString(FILES.resolve("plaid-secret"), "never-show-this-new-secret");
		try {
			send(this.webhook);
			assertThat(theCall().getHeader("plaid-secret")).isEqualTo("never-show-this-new-secret");
		}
		finally {
			Files.writeString(FILES.resolve("plaid-secret"), "never-show-this-plaid-secret");
		}
	}

	@Test
	void waitsForASecretFileThatIsBeingReplaced(CapturedOutput output) throws IOException {
		Path secret = FILES.resolve("plaid-secret");
		Files.delete(secret);
		send(this.webhook);
		await().untilAsserted(() -> assertThat(output).contains("The credential plaid-secret cannot be read"));
		assertThat(calls(this.connection)).isEmpty();
		Files.writeString(secret, "never-show-this-plaid-secret");
		assertThat(theCall().getHeader("plaid-secret")).isEqualTo("never-show-this-plaid-secret");
		assertThat(deadLetters(this.connection)).isEmpty();
	}

	private LoggedRequest theCall() {
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
		return calls(this.connection).get(0);
	}

	private static Set<String> headers(LoggedRequest call) {
		return call.getHeaders()
			.all()
			.stream()
			.map((HttpHeader header) -> header.key().toLowerCase() + ": " + String.join(",", header.values()))
			.collect(Collectors.toSet());
	}

}
