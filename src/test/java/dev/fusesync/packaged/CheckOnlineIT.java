package dev.fusesync.packaged;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the command check tells of the way to Fuse. */
@Tag("drill")
class CheckOnlineIT {

	@TempDir
	Path directory;

	private final Queue<String> calls = new ConcurrentLinkedQueue<>();

	private Installation installation;

	private HttpServer fuse;

	@BeforeEach
	void install() throws IOException {
		this.installation = new Installation(Files.createDirectory(this.directory.resolve("installation")));
		this.fuse = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		this.installation.with("FUSE_BASE_PATH", "http://127.0.0.1:" + this.fuse.getAddress().getPort());
	}

	@AfterEach
	void stop() {
		this.fuse.stop(0);
	}

	@ParameterizedTest
	@CsvSource({ "401, auth_error, 1, refuses the key or client id", "400, invalid_headers, 1, refuses the key",
			"400, request_body_missing, 0, accepts the key",
			"400, missing_fuse_verification_header, 0, refused the unsigned call",
			"503, '', 0, did not answer as Fuse does", "200, '', 1, as if it had synced it" })
	void tellsAWrongKeyFromAReachableFuse(int status, String code, int exit, String sentence) throws Exception {
		answer(status, "{\"code\":\"%s\",\"type\":\"bad_request\",\"request_id\":\"r\"}".formatted(code));
		Installation.Result result = this.installation.run("check", "--online");
		assertThat(result.out()).contains(sentence).doesNotContain("never-show-this");
		assertThat(result.code()).isEqualTo(exit);
		assertThat(this.calls).containsExactly("POST /v1/financial_connections/sync null 0");
	}

	@Test
	void tellsThatNobodyListens() throws Exception {
		this.installation.with("FUSE_BASE_PATH", "http://127.0.0.1:" + PackagedProgram.freePort());
		Installation.Result result = this.installation.run("check", "--online");
		assertThat(result.out()).contains("error: 127.0.0.1 cannot be reached: ");
		assertThat(result.code()).isEqualTo(1);
	}

	@Test
	void tellsThatDnsDoesNotKnowIt() throws Exception {
		this.installation.with("FUSE_BASE_PATH", "https://fuse.invalid");
		assertThat(this.installation.run("check", "--online").out())
			.contains("error: DNS does not know the host fuse.invalid.");
	}

	private void answer(int status, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		this.fuse.createContext("/", (exchange) -> {
			List<String> signature = exchange.getRequestHeaders().get("fuse-verification");
			this.calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + signature + " "
					+ exchange.getRequestBody().readAllBytes().length);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(status, bytes.length);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
		this.fuse.start();
	}

}
