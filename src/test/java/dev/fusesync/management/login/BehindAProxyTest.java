package dev.fusesync.management.login;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;

import dev.fusesync.FuseSyncApplication;
import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The management port behind a proxy with TLS, under a prefix and another base path. */
class BehindAProxyTest {

	private static final String COUNT = "{\"action\":\"replay\",\"source\":\"nobody\"}";

	@TempDir
	Path directory;

	private URI management;

	@Test
	void worksUnderTheAddressOfTheProxy() throws Exception {
		try (ConfigurableApplicationContext program = start("--fuse.management.trusted-proxies=127.0.0.1",
				"--management.endpoints.web.base-path=/manage")) {
			this.management = at(program);
			assertThat(send(post("/manage/deadletters", "https://ops.example")).statusCode()).isEqualTo(200);
			assertThat(send(post("/manage/deadletters", "https://evil.example")).statusCode()).isEqualTo(403);
			assertThat(send(request("/manage")).body()).contains("\"https://ops.example/fuse/manage/deadletters\"");
			assertThat(send(request("/manage/hawtio")).headers().firstValue("location"))
				.contains("https://ops.example/fuse/manage/hawtio/");
			assertThat(send(request("/")).body()).contains("\"manage/hawtio\"").doesNotContain("actuator");
			for (int i = 0; i < FailedLogins.FREE; i++) {
				assertThat(send(wrongLogin("9.9.9." + i + ", 192.0.2.7")).statusCode()).isEqualTo(401);
			}
			assertThat(send(wrongLogin("9.9.9.9, 192.0.2.7")).statusCode()).as("the same client").isEqualTo(429);
			assertThat(send(wrongLogin("192.0.2.7, 198.51.100.1")).statusCode()).as("another client").isEqualTo(401);
		}
	}

	@Test
	void believesNobodyElse() throws Exception {
		try (ConfigurableApplicationContext program = start("--fuse.management.trusted-proxies=10.0.0.0/8")) {
			this.management = at(program);
			assertThat(send(post("/actuator/deadletters", "https://ops.example")).statusCode()).isEqualTo(403);
			assertThat(send(request("/actuator")).body()).doesNotContain("ops.example");
		}
	}

	@Test
	void refusesWhatIsNoNetwork() {
		assertThatThrownBy(() -> new ManagementSettings(List.of("10.0.0.0/33"), "", ""))
			.isInstanceOf(SettingsException.class)
			.hasMessageContaining("fuse.management.trusted-proxies");
	}

	private HttpRequest wrongLogin(String forwardedFor) {
		return HttpRequest.newBuilder(this.management.resolve("/manage"))
			.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("user", "wrong", null))
			.header("X-Forwarded-For", forwardedFor)
			.build();
	}

	private HttpRequest request(String path) {
		return builder(path).build();
	}

	private HttpRequest post(String path, String origin) {
		return builder(path).header("Origin", origin)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(COUNT))
			.build();
	}

	private HttpRequest.Builder builder(String path) {
		return HttpRequest.newBuilder(this.management.resolve(path))
			.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("user", "password", null))
			.header("X-Forwarded-Proto", "https")
			.header("X-Forwarded-Host", "ops.example")
			.header("X-Forwarded-Port", "443")
			.header("X-Forwarded-Prefix", "/fuse");
	}

	private static HttpResponse<String> send(HttpRequest request) throws Exception {
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	private static URI at(ConfigurableApplicationContext program) {
		return URI.create("http://127.0.0.1:" + program.getEnvironment().getProperty("local.management.port"));
	}

	private ConfigurableApplicationContext start(String... settings) {
		return new SpringApplicationBuilder(FuseSyncApplication.class)
			.run(StringUtils.concatenateStringArrays(new String[] { "--server.port=0", "--management.server.port=0",
					"--spring.security.user.password=password", "--FUSE_BASE_PATH=http://localhost:1",
					"--FUSE_API_KEY=key", "--FUSE_CLIENT_ID=test-client",
					"--fuse.store.directory=" + this.directory.resolve("data") }, settings));
	}

}
