package dev.fusesync.http.body;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** No answer of the webhook's port contains anything of the request. */
class AnswerEchoTest extends ShippedRoutes {

	private final Webhooks webhook = Webhooks.syncData(Webhooks.newConnection());

	/** Platform-http leaves them out itself, but only in the spelling that it knows. */
	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "authorization", "AUTHORIZATION", "aUtHoRiZaTiOn", "Cookie", "cookie",
			"COOKIE", "cOOkIe", "Proxy-Authorization", "proxy-authorization", "X-Api-Key" })
	void echoesNoHeaderOfTheRequestWhateverItsCase(String header) throws IOException {
		String signature = this.webhook.signature();
		assertEchoesNothing("POST", header, signature, this.webhook.body(), 200);
		assertEchoesNothing("POST", header, "forged", this.webhook.body(), 403);
		assertEchoesNothing("POST", header, signature, "no JSON".getBytes(StandardCharsets.UTF_8), 400);
		assertEchoesNothing("PUT", header, signature, this.webhook.body(), 405);
	}

	private void assertEchoesNothing(String method, String header, String signature, byte[] body, int status)
			throws IOException {
		try (RawConnection sender = new RawConnection(this.port)) {
			String answer = sender
				.send(method + " /webhook HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header
						+ ": never-echo-this\r\nfuse-verification: " + signature + "\r\nContent-Length: " + body.length
						+ "\r\n\r\n")
				.send(body)
				.awaitEnd();
			assertThat(RawConnection.statuses(answer)).containsExactly(status);
			assertThat(answer).doesNotContain("never-echo-this").doesNotContainIgnoringCase("\n" + header + ":");
		}
	}

}
