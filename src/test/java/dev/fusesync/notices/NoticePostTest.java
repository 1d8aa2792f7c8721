package dev.fusesync.notices;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.sync.failure.FailureSentence;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchException;

/** How a notice is posted to a chat, and what is said if it cannot be. */
class NoticePostTest {

	private static final String PATH = "/services/never-show-this-path";

	private final List<String> received = new CopyOnWriteArrayList<>();

	private volatile int status = 200;

	private HttpServer chat;

	@BeforeEach
	void open() throws IOException {
		this.chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.chat.createContext("/", (exchange) -> {
			this.received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
					+ exchange.getRequestHeaders().getFirst("Content-Type") + " "
					+ new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			exchange.getResponseHeaders().set("Location", address("/elsewhere"));
			exchange.sendResponseHeaders(this.status, -1);
			exchange.close();
		});
		this.chat.start();
	}

	@AfterEach
	void close() {
		this.chat.stop(0);
	}

	@Test
	void postsTheBodyAsText() throws Exception {
		post(address(PATH), "The \"disk\" is full.\nSo what? äöü");
		assertThat(this.received).containsExactly(
				"POST " + PATH + " application/json {\"text\":\"The \\\"disk\\\" is full.\\nSo what? äöü\"}");
	}

	/** As Slack's documents ask; otherwise a webhook could ring all of a channel. */
	@Test
	void escapesWhatWouldBeAMention() throws Exception {
		post(address(PATH), "The credentials of <!channel> & <https://a.invalid|b> &amp;");
		assertThat(this.received).singleElement()
			.asString()
			.endsWith("{\"text\":\"The credentials of &lt;!channel&gt; &amp; &lt;https://a.invalid|b&gt; &amp;amp;\"}");
	}

	/** Which would have the address, by the client that is used here. */
	@Test
	void anAgentMakesNoSpanOfIt() throws Exception {
		assertThat(Files.readAllLines(Path.of("src/main/jvm/options")))
			.contains("-Dotel.instrumentation.java-http-client.enabled=false");
	}

	@Test
	void doesNothingWithoutAnAddress() throws Exception {
		post("", "text");
		assertThat(this.received).isEmpty();
	}

	@Test
	void readsTheAddressForEachNotice(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("url"), address("/first") + "\n");
		NoticePost post = new NoticePost(new NoticeSettings(Secret.valueOf("file:" + file)), "", 0);
		post.process(exchange("text"));
		Files.writeString(file, address("/second") + "\n");
		post.process(exchange("text"));
		assertThat(this.received).satisfiesExactly((first) -> assertThat(first).startsWith("POST /first "),
				(second) -> assertThat(second).startsWith("POST /second "));
		Files.delete(file);
		Exception failure = catchException(() -> post.process(exchange("text")));
		assertThat(FailureSentence.of(failure)).isEqualTo("No connection (fuse.notices.url cannot be read).");
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 404, 500 })
	void failsUnlessItIsTaken(int status) {
		this.status = status;
		Exception failure = catchException(() -> post(address(PATH), "text"));
		assertThat(FailureSentence.of(failure)).isEqualTo("The receiver answered " + status + ".");
		assertThat(this.received).as("no redirect is followed").hasSize(1);
		assertShowsNothing(failure);
	}

	@ParameterizedTest
	@ValueSource(strings = { "never show this path", "ftp://localhost/never-show-this-path",
			"https:///never-show-this-path", "never-show-this-path" })
	void saysThatAnAddressIsNone(String url) {
		Exception failure = catchException(() -> post(url, "text"));
		assertThat(FailureSentence.of(failure)).isEqualTo("No connection (fuse.notices.url is no address of the web).");
		assertShowsNothing(failure);
	}

	@Test
	void saysThatNobodyIsThere() {
		String url = address(PATH);
		this.chat.stop(0);
		Exception failure = catchException(() -> post(url, "text"));
		assertThat(FailureSentence.of(failure)).isEqualTo("No connection (ConnectException).");
		assertShowsNothing(failure);
	}

	@Test
	void goesThroughTheProxyOfCalls() throws Exception {
		NoticePost post = new NoticePost(new NoticeSettings(Secret.valueOf("http://chat.invalid" + PATH)),
				this.chat.getAddress().getHostString(), this.chat.getAddress().getPort());
		post.process(exchange("text"));
		assertThat(this.received).singleElement().asString().startsWith("POST http://chat.invalid" + PATH);
	}

	@Test
	void doesNotStartWithoutItsFile(@TempDir Path directory) {
		Secret missing = Secret.valueOf("file:" + directory.resolve("missing"));
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> new NoticeSettings(missing))
			.withMessageContaining("fuse.notices.url names a file that cannot be read");
	}

	/** Neither a message nor a cause, which Camel might log. */
	private static void assertShowsNothing(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain("never", "localhost", "127.0.0.1");
		}
	}

	private String address(String path) {
		return "http://" + this.chat.getAddress().getHostString() + ":" + this.chat.getAddress().getPort() + path;
	}

	private static void post(String url, String text) throws Exception {
		new NoticePost(new NoticeSettings(Secret.valueOf(url)), "", 0).process(exchange(text));
	}

	private static Exchange exchange(String text) {
		Exchange exchange = new DefaultExchange(new DefaultCamelContext());
		exchange.getMessage().setBody(text);
		return exchange;
	}

}
