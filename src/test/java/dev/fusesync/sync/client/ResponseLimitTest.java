package dev.fusesync.sync.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a call makes of an answer whose body breaks off. */
class ResponseLimitTest {

	private static final String BAD_CHUNK = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n";

	private static final String TOO_SHORT = "Content-Length: 50\r\n\r\nhello";

	@ParameterizedTest
	@ValueSource(ints = { 200, 202, 429, 500, 502, 503 })
	void goesByAStatusThatSaysEverything(int status) throws IOException {
		for (String rest : new String[] { BAD_CHUNK, TOO_SHORT }) {
			assertThat(status("HTTP/1.1 " + status + " X\r\n" + rest)).isEqualTo(status);
		}
	}

	/** Its body could have said that only the aggregator is at fault, for example. */
	@ParameterizedTest
	@CsvSource({ "400", "401", "404", "422" })
	void isNoAnswerWhereTheBodyCouldSayMore(int status) {
		for (String rest : new String[] { BAD_CHUNK, TOO_SHORT }) {
			assertThatThrownBy(() -> status("HTTP/1.1 " + status + " X\r\n" + rest)).isInstanceOf(IOException.class);
		}
	}

	/** A server for one answer. */
	private static int status(String answer) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				CloseableHttpClient client = HttpClientBuilder.create()
					.disableAutomaticRetries()
					.addExecInterceptorFirst("response-limit", new ResponseLimit())
					.build()) {
			Thread thread = new Thread(() -> serve(server, answer));
			thread.start();
			return client.execute(new HttpGet("http://localhost:" + server.getLocalPort()),
					(response) -> response.getCode());
		}
	}

	private static void serve(ServerSocket server, String answer) {
		try (Socket socket = server.accept()) {
			socket.getInputStream().read(new byte[4096]);
			socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
			socket.shutdownOutput();
			socket.getInputStream().read(new byte[4096]);
		}
		catch (IOException ex) {
			// The client has gone.
		}
	}

}
