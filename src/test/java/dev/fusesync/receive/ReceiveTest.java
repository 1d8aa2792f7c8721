package dev.fusesync.receive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the sender of a webhook gets for an answer, row by row. */
@ExtendWith(OutputCaptureExtension.class)
class ReceiveTest extends ShippedRoutes {

	@Autowired
	MeterRegistry meters;

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@Test
	void answers200OnceStored() {
		HttpResponse<String> answer = send(this.webhook);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"message\":\"Webhook received\"}");
		assertThat(answer.headers().map().keySet()).isSubsetOf("content-type", "content-length", "date", "connection",
				"keep-alive", "x-webhook-id");
		assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "transactions.updates", "financial_connection.finished", "something.new", "" })
	void answers200WhateverTheType(String type) {
		assertThat(send(Webhooks.ofType(type, this.connection)).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"type\":null,\"financial_connection_id\":7}", "{\"type\":{\"a\":[]}}" })
	void answers200ToVerifiedWebhooksWithoutUsualFields(String body) {
		assertThat(send(Webhooks.signed(body)).statusCode()).isEqualTo(200);
	}

	@Test
	void answers403WithoutSignature() {
		assertRejected(send(this.webhook.withSignature(null)), 403, "Invalid webhook");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=",
			"JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=", "[a,b]" })
	void answers403ToAnotherSignature(String signature) {
		assertRejected(send(this.webhook.withSignature(signature)), 403, "Invalid webhook");
	}

	@Test
	void answers403ToARepeatedSignature() {
		HttpRequest request = post(this.webhook, BodyPublishers.ofByteArray(this.webhook.body()))
			.header("fuse-verification", this.webhook.signature())
			.build();
		assertRejected(send(request), 403, "Invalid webhook");
	}

	@Test
	void answers403ToAnotherBody() {
		byte[] other = Webhooks.syncData(Webhooks.newConnection()).body();
		assertRejected(send(this.webhook.withBody(other)), 403, "Invalid webhook");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "not json", "{\"type\":\"a\"", "[1]", "7", "{\"a\":1}{\"a\":1}", "{\"a\":1,\"\\u0061\":2}",
					"{\"a\":{\"b\":[{\"c\":1,\"c\":1}]}}", "{\"a\":NaN}", "{\"never-show-this\":never-show-this}" })
	void answers400ToWhatIsNotOneUnambiguousObject(String body) {
		Webhooks malformed = this.webhook.withBody(body.getBytes(StandardCharsets.UTF_8));
		assertRejected(send(malformed), 400, "The body is not one JSON object in UTF-8 with each name once");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null" })
	void answers400ToNothing(String body) {
		Webhooks nothing = this.webhook.withBody(body.getBytes(StandardCharsets.UTF_8));
		assertRejected(send(nothing), 400, "The body is not a JSON object");
	}

	@Test
	void answers400ToOtherEncodings() {
		String body = "{\"type\":\"é\"}";
		for (byte[] bytes : List.of(body.getBytes(StandardCharsets.ISO_8859_1), body.getBytes(StandardCharsets.UTF_16),
				body.getBytes(StandardCharsets.UTF_16LE), ("\ufeff" + body).getBytes(StandardCharsets.UTF_8))) {
			assertRejected(send(this.webhook.withBody(bytes)), 400,
					"The body is not one JSON object in UTF-8 with each name once");
		}
	}

	@Test
	void answers400ToAProtoKey() {
		String body = "{\"a\":[{\"__pr\\u006fto__\":{}}]}";
		HttpResponse<String> answer = send(this.webhook.withBody(body.getBytes(StandardCharsets.UTF_8)));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).startsWith("{\"message\":\"").contains("__proto__");
	}

	@Test
	void answers400ToDeepNestingAnd200ToAThousandLevels() {
		assertThat(send(Webhooks.signed(nested(1000))).statusCode()).isEqualTo(200);
		Webhooks deep = this.webhook.withBody(nested(5000).getBytes(StandardCharsets.UTF_8));
		assertRejected(send(deep), 400, "The JSON is nested too deeply");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answers413OverTheLimit(boolean withContentLength) {
		byte[] body = ("{\"a\":\"" + "x".repeat(256 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
		BodyPublisher publisher = withContentLength ? BodyPublishers.ofByteArray(body)
				: BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
		assertRejected(send(post(this.webhook, publisher).build()), 413, "The body is larger than 262144 bytes");
	}

	@Test
	void acceptsABodyOfExactlyTheLimitInChunks() {
		int frame = "{\"a\":\"\"}".length();
		Webhooks largest = Webhooks.signed("{\"a\":\"" + "x".repeat(256 * 1024 - frame) + "\"}");
		BodyPublisher chunks = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(largest.body()));
		assertThat(send(post(largest, chunks).build()).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD" })
	void answers405ToOtherMethods(String method) {
		HttpResponse<String> answer = send(request().method(method, BodyPublishers.noBody()).build());
		assertThat(answer.statusCode()).isEqualTo(405);
		assertThat(answer.headers().allValues("allow")).containsExactly("POST");
		if (!method.equals("HEAD")) {
			assertThat(answer.body()).isEqualTo("{\"message\":\"Webhooks are sent with POST\"}");
		}
	}

	@Test
	void answers415ToACompressedBody() {
		HttpRequest request = post(this.webhook, BodyPublishers.ofByteArray(this.webhook.body()))
			.header("Content-Encoding", "identity")
			.header("Content-Encoding", "gzip")
			.build();
		assertRejected(send(request), 415, "Content-Encoding is not supported");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/webhooks", "/webhook/", "/error", "/actuator", "/actuator/health", "/livez",
			"/readyz", "/webhook/x" })
	void answers404InJsonElsewhere(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Accept", "text/html")
			.build();
		assertRejected(send(request), 404, "Not Found");
	}

	@Test
	void storesAndDispatchesWhateverTheValuesAre(CapturedOutput output) {
		String id = this.connection.substring(0, 8);
		send(Webhooks
			.signed("{\"type\":\"x\\nFORGED " + id + "\",\"financial_connection_id\":\"a\\u2028" + id + "\"}"));
		assertThat(send(Webhooks.signed("{\"type\":\"" + "x".repeat(200_000) + "\",\"financial_connection_id\":\"" + id
				+ "y".repeat(50_000) + "\"}"))
			.statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(output)
			.contains("No route for x\\u000AFORGED " + id + " of connection a\\u2028" + id));
		await().untilAsserted(() -> assertThat(output).contains("of connection " + id + "y"));
		assertThat(output.toString().lines()).allMatch((line) -> line.length() < 2_000)
			.noneMatch((line) -> line.startsWith("FORGED"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /we<bhook HTTP/1.1\r\nHost: x", "GARBAGE",
			"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6" })
	void answers400InJsonToWhatIsNotHttp(String head) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 400")
				.contains("Content-Type: application/json\r\n")
				.endsWith("\r\n\r\n{\"message\":\"Bad Request\"}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
			"application/json; charset=latin1", "nonsense" })
	void takesAnyContentType(String contentType) {
		HttpRequest request = post(this.webhook, BodyPublishers.ofByteArray(this.webhook.body()))
			.header("Content-Type", contentType)
			.build();
		assertThat(send(request).statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1)
			.allSatisfy((call) -> assertThat(call.getBody()).isEqualTo(this.webhook.body())));
	}

	@Test
	void ignoresAQueryString() {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port
					+ "/webhook?fuse-verification=x&CamelHttpUri=http://localhost:1&JMSXGroupID=y&mx-api-key=z"))
			.header("fuse-verification", this.webhook.signature())
			.POST(BodyPublishers.ofByteArray(this.webhook.body()))
			.build();
		assertThat(send(request).statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1)
			.allSatisfy((call) -> assertThat(call.containsHeader("mx-api-key")).isFalse()));
	}

	@Test
	void acceptsThePreviousKeyAndCountsIt() {
		double before = verified("previous");
		assertThat(send(this.webhook.signedWith(Webhooks.PREVIOUS_API_KEY)).statusCode()).isEqualTo(200);
		assertThat(verified("previous")).isEqualTo(before + 1);
		double current = verified("current");
		assertThat(send(this.webhook).statusCode()).isEqualTo(200);
		assertThat(verified("current")).isEqualTo(current + 1);
	}

	private double verified(String key) {
		return this.meters.find("fuse.webhooks.verified")
			.tag("key", key)
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	private HttpRequest.Builder post(Webhooks sent, BodyPublisher body) {
		return request().header("fuse-verification", sent.signature()).POST(body);
	}

	private void assertRejected(HttpResponse<String> answer, int status, String sentence) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(answer.body()).isEqualTo("{\"message\":\"" + sentence + "\"}");
		assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
		assertThat(answer.headers().map().keySet()).doesNotContain("server", "fuse-verification");
		assertThat(calls(this.connection)).isEmpty();
	}

	private static String nested(int levels) {
		return "{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
	}

}
