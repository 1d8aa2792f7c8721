package dev.fusesync.receive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a person is told on the management port about a webhook that was refused. */
@ExtendWith(OutputCaptureExtension.class)
class VerificationHttpTest extends ShippedRoutes {

	private static final Webhooks WEBHOOK = Webhooks.syncData("never-log-this");

	@LocalManagementPort
	private int managementPort;

	@Test
	void acceptsWhatIsAcceptedAndStoresNothing() throws IOException {
		JsonNode answer = explain(WEBHOOK);
		assertThat(answer.path("accepted").asBoolean()).isTrue();
		assertThat(answer.path("key").asText()).isEqualTo("current");
		assertThat(answer.path("queue").asText()).isEqualTo("inbox");
		assertThat(explain(WEBHOOK.signedWith(Webhooks.PREVIOUS_API_KEY)).path("key").asText()).isEqualTo("previous");
		HttpResponse<String> timeline = send(loggedIn(uri("/actuator/connections?id=never-log-this")).build());
		assertThat(timeline.statusCode()).isEqualTo(404);
	}

	@Test
	void namesTheCauseOfARefusal() throws IOException {
		assertThat(causes(WEBHOOK.withSignature(WEBHOOK.signature().substring(0, 30))))
			.contains("\"code\":\"signature-truncated\"");
		assertThat(causes(WEBHOOK.signedWith("sandbox-api-key"))).contains("\"code\":\"key-other\"");
		assertThat(causes(WEBHOOK.withBody("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8))))
			.contains("\"code\":\"json-ambiguous\"", "line 1, column 8");
		assertThat(explain(WEBHOOK.signedWith("somebody's")).path("cannotTell").asBoolean()).isTrue();
	}

	@Test
	void seesARepeatedHeader() throws IOException {
		HttpRequest request = request(WEBHOOK).header("fuse-verification", WEBHOOK.signature()).build();
		assertThat(send(request).body()).contains("\"code\":\"signature-repeated\"");
	}

	/** Who may log in may not learn how to sign. */
	@Test
	void showsNoKeyNoCredentialAndNoOtherSignature(CapturedOutput log) throws IOException {
		String answer = send(request(WEBHOOK.withSignature(WEBHOOK.signature().substring(0, 30))).build()).body();
		assertThat(answer).contains("\"plaid-secret\":\"******\"")
			.doesNotContain(WEBHOOK.signature(), Webhooks.API_KEY, Webhooks.PREVIOUS_API_KEY, "never-show-this");
		assertThat(log).doesNotContain("never-log-this");
	}

	@Test
	void isForWhoHasLoggedIn() {
		HttpRequest stranger = HttpRequest.newBuilder(uri("/actuator/verification"))
			.POST(BodyPublishers.ofByteArray(WEBHOOK.body()))
			.build();
		assertThat(send(stranger).statusCode()).isEqualTo(401);
		assertThat(send(request(WEBHOOK).header("Origin", "http://elsewhere.example").build()).statusCode())
			.isEqualTo(403);
		HttpRequest ofTheWebhooksPort = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/verification"))
			.POST(BodyPublishers.ofByteArray(WEBHOOK.body()))
			.build();
		assertThat(send(ofTheWebhooksPort).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void takesBodiesAsLargeAsWebhooksMayBe(boolean withLength) {
		byte[] tooLarge = new byte[256 * 1024 + 1];
		HttpRequest request = request(WEBHOOK)
			.POST(withLength ? BodyPublishers.ofByteArray(tooLarge)
					: BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)))
			.build();
		assertThat(send(request)).satisfies((answer) -> {
			assertThat(answer.statusCode()).isEqualTo(413);
			assertThat(answer.body()).contains("larger than 262144 bytes");
		});
	}

	/** Many at once would take the memory and all threads of the port. */
	@Test
	void explainsOneAtATime() throws IOException {
		String head = """
				POST /actuator/verification HTTP/1.1\r
				Host: localhost\r
				Authorization: Basic %s\r
				Content-Length: 2\r
				\r
				{""".formatted(HttpHeaders.encodeBasicAuth("user", PASSWORD, null));
		try (Socket slow = new Socket("localhost", this.managementPort)) {
			slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> send(request(WEBHOOK).build()).statusCode() == 503);
			slow.getOutputStream().write('}');
			assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
				.isEqualTo("HTTP/1.1 200");
		}
		await().until(() -> send(request(WEBHOOK).build()).statusCode() == 200);
	}

	@Test
	void saysHowItIsCalled() {
		HttpResponse<String> answer = send(loggedIn(uri("/actuator/verification")).build());
		assertThat(answer.statusCode()).isEqualTo(405);
		assertThat(answer.body()).contains("Post a webhook as it was received");
	}

	private String causes(Webhooks webhook) throws IOException {
		return explain(webhook).path("causes").toString();
	}

	private JsonNode explain(Webhooks webhook) throws IOException {
		HttpResponse<String> answer = send(request(webhook).build());
		assertThat(answer.statusCode()).isEqualTo(200);
		return new ObjectMapper().readTree(answer.body());
	}

	/** As curl sends it: with the Content-Type of a form. */
	private HttpRequest.Builder request(Webhooks webhook) {
		return loggedIn(uri("/actuator/verification")).header("Content-Type", "application/x-www-form-urlencoded")
			.header("fuse-verification", webhook.signature())
			.POST(BodyPublishers.ofByteArray(webhook.body()));
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.managementPort + path);
	}

}
