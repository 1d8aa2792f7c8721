package dev.fusesync.http;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/** What Tomcat itself responds with, as JSON. */
class JsonErrorValveTest {

	private static final WebhookSettings SETTINGS = new WebhookSettings("/webhook", DataSize.ofMegabytes(2),
			Duration.ofSeconds(10), DataSize.ofMegabytes(48), 7);

	private static final String WEBHOOK = "POST /webhook HTTP/1.1\r\nHost: fuse-sync\r\nContent-Length: 2\r\n\r\n{}";

	@TempDir
	Path directory;

	@Test
	void asksToSendAgainIfTomcatStopsWhileItReadsTheHead() throws Exception {
		assertThat(answer(new StoppingProtocol(2), WEBHOOK)).startsWith("HTTP/1.1 503")
			.containsIgnoringCase("\r\nretry-after: 7\r\n")
			.endsWith("{\"message\":\"Service Unavailable\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /webhook HTTP/1.1\r\n\r\n", "POST /web hook HTTP/1.1\r\nHost: fuse-sync\r\n\r\n" })
	void rejectsWhatIsNotHttp(String request) throws Exception {
		assertThat(answer(new Http11NioProtocol(), request)).startsWith("HTTP/1.1 400")
			.doesNotContainIgnoringCase("retry-after")
			.endsWith("{\"message\":\"Bad Request\"}");
	}

	private String answer(Http11NioProtocol protocol, String request) throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(this.directory.toString());
		Connector connector = new Connector(protocol);
		connector.setPort(0);
		tomcat.setConnector(connector);
		tomcat.getHost().getPipeline().addValve(new JsonErrorValve(SETTINGS));
		((StandardHost) tomcat.getHost()).setErrorReportValveClass(null);
		tomcat.addContext("", null);
		tomcat.start();
		try (Socket sender = new Socket("localhost", connector.getLocalPort())) {
			sender.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			InputStream answer = sender.getInputStream();
			return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	/** Is paused, as at the begin of a graceful stop, from when it is asked for that. */
	private static final class StoppingProtocol extends Http11NioProtocol {

		private final AtomicInteger asked = new AtomicInteger();

		private final int from;

		StoppingProtocol(int from) {
			this.from = from;
		}

		@Override
		public boolean isPaused() {
			return this.asked.incrementAndGet() >= this.from;
		}

	}

}
