package dev.fusesync.http.body;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.fusesync.support.Webhooks;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What hostile, broken and slow clients get for an answer. Each attack has one, nothing
 * of it reaches Fuse, and the next good webhook is served.
 */
class HttpHardnessTest extends RawRequests {

	static Stream<Arguments> framings() {
		return Stream.of(framing("two lengths", "Content-Length: {n}\r\nContent-Length: 1\r\n", "{body}", 400),
				framing("the same length twice", "Content-Length: {n}\r\nContent-Length: {n}\r\n", "{body}", 400),
				framing("a list of lengths", "Content-Length: {n}, {n}\r\n", "{body}", 400),
				framing("a negative length", "Content-Length: -1\r\n", "{body}", 400),
				framing("a length with a sign", "Content-Length: +{n}\r\n", "{body}", 400),
				framing("a hexadecimal length", "Content-Length: 0x10\r\n", "{body}", 400),
				framing("a length beyond 64 bits", "Content-Length: 99999999999999999999\r\n", "{body}", 400),
				framing("a length of nine exabytes", "Content-Length: 9223372036854775807\r\n", "{body}", 413),
				framing("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "{chunks}",
						400),
				framing("an unknown coding", "Transfer-Encoding: xchunked\r\n", "{chunks}", 501),
				framing("a compressed transfer", "Transfer-Encoding: gzip, chunked\r\n", "{chunks}", 501),
				framing("identity and chunked", "Transfer-Encoding: identity, chunked\r\n", "{chunks}", 501),
				framing("a blank before the colon", "Transfer-Encoding : chunked\r\n", "{chunks}", 400),
				framing("a vertical tab", "Transfer-Encoding: \u000bchunked\r\n", "{chunks}", 400),
				framing("a chunk size that is none", "Transfer-Encoding: chunked\r\n", "zz\r\n{body}", 400),
				framing("a negative chunk size", "Transfer-Encoding: chunked\r\n", "-5\r\n{body}", 400),
				framing("a chunk size beyond 64 bits", "Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n{body}",
						400),
				framing("a chunk that is longer than it says", "Transfer-Encoding: chunked\r\n",
						"3\r\n{body}\r\n0\r\n\r\n", 400),
				framing("chunks ended by bare line feeds", "Transfer-Encoding: chunked\r\n", "{hex}\n{body}\n0\n\n",
						400),
				framing("a flood of chunk extensions", "Transfer-Encoding: chunked\r\n",
						"5;" + "a".repeat(100_000) + "\r\n{body}", 400),
				framing("a flood of trailers", "Transfer-Encoding: chunked\r\n",
						"{hex}\r\n{body}\r\n0\r\n" + "a: b\r\n".repeat(5_000) + "\r\n", 400));
	}

	/** Read as two by somebody, such a request would smuggle the second one in. */
	@ParameterizedTest
	@MethodSource("framings")
	void refusesWhatCouldBeReadAsTwoRequests(String headers, String body, int status) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			String smuggled = filled("{body}") + "POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
			raw.send("POST /webhook HTTP/1.1\r\nHost: x\r\nfuse-verification: " + this.webhook.signature() + "\r\n"
					+ filled(headers) + "\r\n");
			raw.sendAsLongAsItIsRead((filled(body) + smuggled).getBytes(StandardCharsets.ISO_8859_1), 1);
			assertOneAnswer(raw, status);
		}
		assertThat(calls(this.connection)).isEmpty();
	}

	/** RFC 9112, 6.3: chunked counts, and the connection is of no further use. */
	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: {n}\r\nTransfer-Encoding: chunked\r\n",
			"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
			"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" })
	void closesAfterALengthBesideChunked(String headers) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.1", filled(headers)) + filled("{chunks}")
					+ head("POST /webhook HTTP/1.1", filled("Content-Length: {n}\r\n")) + filled("{body}"));
			assertThat(RawConnection.statuses(raw.awaitEnd())).containsExactly(200);
		}
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
	}

	static Stream<Arguments> heads() {
		String length = "Content-Length: {n}\r\n";
		return Stream.of(head("two hosts", "Host: y\r\n" + length, 400),
				head("a header without a colon", "x\r\n" + length, 400),
				head("a blank before a colon", "x : y\r\n" + length, 400),
				head("a zero byte", "x: a\0b\r\n" + length, 400),
				head("a bare carriage return", "x: a\rb\r\n" + length, 400),
				head("200 headers", "x: y\r\n".repeat(200) + length, 400),
				head("a header of 9 KB", "x: " + "y".repeat(9_000) + "\r\n" + length, 400),
				head("a header of 1 MB", "x: " + "y".repeat(1_000_000) + "\r\n" + length, 400),
				head("another expectation", "Expect: a-miracle\r\n" + length, 417));
	}

	@ParameterizedTest
	@MethodSource("heads")
	void refusesHeadsThatAreNone(String headers, int status) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.sendAsLongAsItIsRead((head("POST /webhook HTTP/1.1", filled(headers)) + filled("{body}"))
				.getBytes(StandardCharsets.ISO_8859_1), 1);
			assertOneAnswer(raw, status);
		}
		assertThat(calls(this.connection)).isEmpty();
	}

	static Stream<Arguments> requestLines() {
		return Stream.of(line("no host", "POST /webhook HTTP/1.1\r\n", 400),
				line("a newer version", "POST /webhook HTTP/3.0\r\nHost: x\r\n", 505),
				line("HTTP/2 at once", "PRI * HTTP/2.0\r\n", 400),
				line("CONNECT", "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n", 501),
				line("another host's URL", "POST http://evil.example/webhook HTTP/1.1\r\nHost: x\r\n", 400),
				line("a query of 9 KB", "POST /webhook?" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n", 400));
	}

	@ParameterizedTest
	@MethodSource("requestLines")
	void refusesOtherRequestLines(String line, int status) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.sendAsLongAsItIsRead((line + "Connection: close\r\nfuse-verification: " + this.webhook.signature()
					+ "\r\nContent-Length: " + this.webhook.body().length + "\r\n\r\n" + filled("{body}"))
				.getBytes(StandardCharsets.ISO_8859_1), 1);
			assertOneAnswer(raw, status);
		}
		assertThat(calls(this.connection)).isEmpty();
	}

	/** The webhook's path has one spelling, here and for whatever proxy stands before. */
	@ParameterizedTest
	@ValueSource(strings = { "//webhook", "/webhook;x", "/webhook;jsessionid=1", "/webhook/", "/%77ebhook",
			"/./webhook", "/a/../webhook", "/%2e/webhook", "/webhook/.", "/webhook%20", "/WEBHOOK", "/webhook.json",
			"/webhook%3fx", "/webhook/%2e%2e/actuator", "/..;/webhook", "/%2e%2e/webhook", "/webhook%2f", "/webhook%00",
			"/webhook#x", "\\webhook", "*", "webhook" })
	void knowsOneSpellingOfThePath(String path) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST " + path + " HTTP/1.1", filled("Connection: close\r\nContent-Length: {n}\r\n"))
					+ filled("{body}"));
			assertThat(RawConnection.statuses(raw.awaitEnd())).hasSize(1).isSubsetOf(400, 404);
		}
		assertThat(calls(this.connection)).isEmpty();
	}

	@Test
	void takesAFoldedHeaderForABlankSoThatAFoldedSignatureIsNone() throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send("POST /webhook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nfuse-verification: "
					+ this.webhook.signature() + "\r\n x\r\n" + filled("Content-Length: {n}\r\n\r\n{body}"));
			assertThat(RawConnection.statuses(raw.awaitEnd())).containsExactly(403);
		}
		assertThat(calls(this.connection)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: {n}\r\n", "Content-Length: {n}\r\nConnection: keep-alive\r\n" })
	void answersHttp10AndCloses(String headers) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.0", filled(headers)) + filled("{body}"));
			assertThat(RawConnection.statuses(raw.awaitEnd())).containsExactly(200);
		}
	}

	@Test
	void changesToNoOtherProtocol() throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.1",
					filled("Connection: close, Upgrade, HTTP2-Settings\r\n"
							+ "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nContent-Length: {n}\r\n"))
					+ filled("{body}"));
			assertThat(RawConnection.statuses(raw.awaitEnd())).containsExactly(200);
		}
	}

	@Test
	void answersPipelinedWebhooksInTurnUpToTheFirstThatIsNone() throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(good("first") + good("second") + "GARBAGE\r\n\r\n" + good("third"));
			assertThat(RawConnection.statuses(raw.awaitEnd())).containsExactly(200, 200, 400);
		}
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
	}

	/** Of other content, or the call for one may do for two. */
	private String good(String content) {
		Webhooks good = Webhooks
			.signed("{\"type\":\"%s\",\"financial_connection_id\":\"%s\",\"source\":\"plaid\",\"n\":\"%s\"}"
				.formatted(Webhooks.SYNC_DATA, this.connection, content));
		return "POST /webhook HTTP/1.1\r\nHost: x\r\nfuse-verification: " + good.signature() + "\r\nContent-Length: "
				+ good.body().length + "\r\n\r\n" + new String(good.body(), StandardCharsets.ISO_8859_1);
	}

	@Test
	void asksForABodyThatWaitsToBeAskedFor() throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.1",
					filled("Expect: 100-continue\r\nConnection: close\r\nContent-Length: {n}\r\n")));
			assertThat(raw.awaitText("\r\n\r\n")).startsWith("HTTP/1.1 100");
			assertThat(RawConnection.statuses(raw.send(filled("{body}")).awaitEnd())).containsExactly(200);
		}
	}

	private void assertOneAnswer(RawConnection raw, int status) throws IOException {
		String answer = raw.awaitEnd();
		assertThat(RawConnection.statuses(answer)).containsExactly(status);
		assertThat(answer).contains("Content-Type: application/json")
			.contains("{\"message\":\"")
			.doesNotContain("Server:", "Tomcat", "<html", "evil.example");
	}

	private static Arguments framing(String name, String headers, String body, int status) {
		return arguments(named(name, headers), named("its body", body), status);
	}

	private static Arguments head(String name, String headers, int status) {
		return arguments(named(name, headers), status);
	}

	private static Arguments line(String name, String line, int status) {
		return arguments(named(name, line), status);
	}

}
