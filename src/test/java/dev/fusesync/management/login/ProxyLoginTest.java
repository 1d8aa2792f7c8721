package dev.fusesync.management.login;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.fusesync.FuseSyncApplication;
import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who is logged in by the header of a trusted proxy. */
class ProxyLoginTest {

	private static final String HEADER = "X-Forwarded-User";

	private static final String COUNT = "{\"action\":\"replay\",\"source\":\"nobody\"}";

	@TempDir
	Path directory;

	private URI management;

	@Test
	void takesTheProxysWordForWhoItIs() throws Exception {
		Path logins = Files.writeString(this.directory.resolve("logins"), "anna@example.org:-:operator\n");
		try (ConfigurableApplicationContext program = start("--fuse.management.trusted-proxies=127.0.0.1",
				"--fuse.management.user-header=" + HEADER, "--fuse.management.logins=" + logins)) {
			this.management = URI
				.create("http://127.0.0.1:" + program.getEnvironment().getProperty("local.management.port"));
			assertThat(status(look().header(HEADER, "vera"))).isEqualTo(200);
			assertThat(status(decide().header(HEADER, "vera"))).isEqualTo(403);
			assertThat(status(decide().header(HEADER, "anna@example.org"))).isEqualTo(200);
			assertThat(status(decide().header(HEADER, "user"))).as("only the file has operators").isEqualTo(403);
			assertThat(status(look())).as("asked for a login").isEqualTo(401);
			assertThat(status(decide().header("Authorization", basic("password")))).as("as before").isEqualTo(200);
			assertThat(status(look().header(HEADER, "vera").header("Authorization", basic("the proxy's own"))))
				.isEqualTo(200);
			assertThat(status(decide().header(HEADER, "vera").header("Authorization", basic("password"))))
				.as("the header alone counts")
				.isEqualTo(403);
			HttpResponse<String> twice = send(look().header(HEADER, "vera").header(HEADER, "anna@example.org"));
			assertThat(twice.statusCode()).isEqualTo(400);
			assertThat(twice.body()).contains(HEADER).doesNotContain("anna@example.org");
			assertThat(status(look().header(HEADER, "vera").header("X-Forwarded-For", "192.0.2.1")))
				.as("whatever the client's address")
				.isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 10.0.0.1", "10.0.0.0/8, 11.0.0.1" })
	void believesNobodyElse(String trusted, String address) throws Exception {
		MockHttpServletRequest request = request(address);
		request.addHeader(HEADER, "anna");
		MockHttpServletResponse response = filtered(request, trusted);
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(request.getAttribute(TrustedProxy.USER)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "an\tna", "an\u0085na" })
	void refusesWhatIsNoName(String name) throws Exception {
		MockHttpServletRequest request = request("10.0.0.1");
		request.addHeader(HEADER, asSent(name));
		assertThat(filtered(request, "10.0.0.0/8").getStatus()).isEqualTo(400);
		MockHttpServletRequest tooLong = request("10.0.0.1");
		tooLong.addHeader(HEADER, "n".repeat(201));
		assertThat(filtered(tooLong, "10.0.0.0/8").getStatus()).isEqualTo(400);
	}

	@Test
	void readsANameInUtf8() throws Exception {
		MockHttpServletRequest request = request("10.0.0.1");
		request.addHeader(HEADER, asSent("jörg"));
		assertThat(filtered(request, "10.0.0.0/8").getStatus()).isEqualTo(200);
		assertThat(request.getAttribute(TrustedProxy.USER)).isEqualTo("jörg");
	}

	@Test
	void doesNotStartIfAnybodyCouldSendIt() {
		assertThatExceptionOfType(SettingsException.class)
			.isThrownBy(() -> new ManagementSettings(List.of(), "", HEADER))
			.withMessageContaining("fuse.management.user-header is set, but fuse.management.trusted-proxies is blank");
		assertThatExceptionOfType(SettingsException.class)
			.isThrownBy(() -> new ManagementSettings(List.of("10.0.0.0/8"), "", "X User"))
			.withMessageContaining("fuse.management.user-header is not the name of a header");
	}

	/** As Tomcat shows a header: a character for each byte. */
	private static String asSent(String name) {
		return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	private static MockHttpServletRequest request(String address) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
		request.setRemoteAddr(address);
		return request;
	}

	private static MockHttpServletResponse filtered(MockHttpServletRequest request, String trusted) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		new TrustedProxy(new ManagementSettings(List.of(trusted), "", HEADER)).doFilter(request, response,
				new MockFilterChain());
		return response;
	}

	private static String basic(String password) {
		return "Basic " + HttpHeaders.encodeBasicAuth("user", password, null);
	}

	private HttpRequest.Builder look() {
		return HttpRequest.newBuilder(this.management.resolve("/actuator/deadletters"));
	}

	private HttpRequest.Builder decide() {
		return look().header("Content-Type", "application/json").POST(BodyPublishers.ofString(COUNT));
	}

	private static int status(HttpRequest.Builder request) throws IOException, InterruptedException {
		return send(request).statusCode();
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

	private ConfigurableApplicationContext start(String... settings) {
		return new SpringApplicationBuilder(FuseSyncApplication.class)
			.run(StringUtils.concatenateStringArrays(new String[] { "--server.port=0", "--management.server.port=0",
					"--spring.security.user.password=password", "--FUSE_BASE_PATH=http://localhost:1",
					"--FUSE_API_KEY=key", "--FUSE_CLIENT_ID=test-client",
					"--fuse.store.directory=" + this.directory.resolve("data") }, settings));
	}

}
