package dev.fusesync.http.body;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Bodies that come late, in pieces, too long, never, or for nothing. */
class SlowBodiesTest extends RawRequests {

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: {n}\r\n", "Transfer-Encoding: chunked\r\n" })
	void answers408ToABodyThatDoesNotArriveInTime(String headers) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.1", filled(headers)));
			assertThat(raw.awaitEnd()).startsWith("HTTP/1.1 408")
				.endsWith("\r\n\r\n{\"message\":\"The body did not arrive in time\"}");
		}
		assertThat(calls(this.connection)).isEmpty();
	}

	/** More of them than Tomcat has threads: none waits for any of them. */
	@Test
	void servesGoodWebhooksBesideSlowOnes() throws IOException {
		List<RawConnection> slow = new ArrayList<>();
		try {
			for (int i = 0; i < 300; i++) {
				slow.add(new RawConnection(this.port));
				slow.get(i)
					.send(head(((i % 2 == 0) ? "POST /webhook" : "POST /x") + " HTTP/1.1",
							(i % 3 == 0) ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 1000\r\n"));
			}
			assertThat(send(this.webhook).statusCode()).isEqualTo(200);
			for (RawConnection one : slow) {
				assertThat(one.awaitEnd()).startsWith("HTTP/1.1 408");
			}
		}
		finally {
			for (RawConnection one : slow) {
				one.close();
			}
		}
	}

	@Test
	void readsOnWhatIsTooLargeSoThatTheAnswerIsSeenButNotForEver() throws IOException {
		byte[] chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
			raw.sendAsLongAsItIsRead(chunk, 8).send("0\r\n\r\n");
			assertThat(RawConnection.statuses(raw.awaitEnd())).containsExactly(413);
		}
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
			assertThat(raw.sendAsLongAsItIsRead(chunk, 1_000_000)).isNotNull();
		}
	}

	@Test
	void forgetsSendersThatHangUp() throws IOException {
		for (int i = 0; i < 20; i++) {
			try (RawConnection raw = new RawConnection(this.port)) {
				raw.send(head("POST /webhook HTTP/1.1", "Content-Length: 200000\r\n") + "x".repeat(100_000));
			}
		}
		// The memory of their bodies is given back, see above.
	}

	/** All that is not a webhook has its body read too, and forgotten. */
	@ParameterizedTest
	@CsvSource({ "PUT /webhook, 405", "POST /x, 404", "POST /webhook, 400" })
	void forgetsTheBodiesOfWhatItRefuses(String request, int status) throws IOException {
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head(request + " HTTP/1.1", "Connection: close\r\nContent-Length: 200000\r\n"));
			raw.sendAsLongAsItIsRead("x".repeat(100_000).getBytes(StandardCharsets.ISO_8859_1), 2);
			assertThat(RawConnection.statuses(raw.awaitEnd())).containsExactly(status);
		}
	}

	@Test
	void takesABodyThatComesInPieces() throws IOException {
		byte[] body = this.webhook.body();
		try (RawConnection raw = new RawConnection(this.port)) {
			raw.send(head("POST /webhook HTTP/1.1", "Connection: close\r\nTransfer-Encoding: chunked\r\n"));
			for (byte one : body) {
				raw.send("1\r\n").send(new byte[] { one }).send("\r\n");
			}
			assertThat(RawConnection.statuses(raw.send("0\r\n\r\n").awaitEnd())).containsExactly(200);
		}
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1)
			.allSatisfy((call) -> assertThat(call.getBody()).isEqualTo(body)));
	}

}
