package dev.fusesync.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;

import dev.fusesync.FuseSyncApplication;
import dev.fusesync.store.Dialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What Kubernetes asks on the webhook's port, and nothing else there. Webhooks may come
 * from 192.0.2.0/24 only, as the proxy at 127.0.0.1 says.
 */
class ProbesTest {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@TempDir
	static Path directory;

	private static ConfigurableApplicationContext program;

	@BeforeAll
	static void start() {
		program = new SpringApplicationBuilder(FuseSyncApplication.class).run("--server.port=0",
				"--management.server.port=0", "--spring.security.user.password=password",
				"--FUSE_BASE_PATH=http://localhost:1", "--FUSE_API_KEY=key", "--FUSE_CLIENT_ID=test-client",
				"--fuse.store.directory=" + directory.resolve("data"),
				"--management.endpoint.health.probes.add-additional-paths=true",
				"--management.endpoint.health.show-details=always",
				"--management.endpoint.health.show-components=always", "--fuse.webhook.allowed-networks=192.0.2.0/24",
				"--fuse.webhook.trusted-proxies=127.0.0.1", "--fuse.webhook.client-address-header=X-Forwarded-For");
	}

	@AfterAll
	static void stop() {
		program.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/livez", "/readyz" })
	void answerTheStateAloneToAnybody(String path) throws Exception {
		HttpResponse<String> answer = send(request(path).build());
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
		String login = "Basic " + HttpHeaders.encodeBasicAuth("user", "password", null);
		assertThat(send(request(path).header("Authorization", login).build()).body()).isEqualTo(answer.body());
		HttpRequest head = request(path).method("HEAD", BodyPublishers.noBody()).build();
		assertThat(send(head).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "PATCH", "OPTIONS" })
	void areOnlyRead(String method) throws Exception {
		HttpRequest.Builder request = request("/readyz").method(method, BodyPublishers.ofString("{}"));
		assertThat(send(request.build()).statusCode()).as("from another network").isEqualTo(403);
		assertNotFound(request);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/readyz/", "/readyz/store", "//readyz", "/readyz;a=b", "/READYZ", "/%72eadyz",
			"/livez/", "/healthz", "/actuator/health", "/actuator/health/readiness", "/actuator", "/error" })
	void areTheOnlyPathsBesideTheRoutes(String path) throws Exception {
		assertThat(send(request(path).build()).statusCode()).as("from another network").isEqualTo(403);
		assertNotFound(request(path));
	}

	@Test
	void sayThatItIsAliveButNotReadyWhileNothingCanBeStored() throws Exception {
		Object guard = program.getBean("storeGuard");
		Dialect full = mock(Dialect.class);
		given(full.shortage()).willReturn(Optional.of("never-show-this"));
		Object usual = ReflectionTestUtils.getField(guard, "database");
		replace(guard, full);
		try {
			HttpResponse<String> answer = send(request("/readyz").build());
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.body()).isEqualTo("{\"status\":\"DOWN\"}");
			assertThat(send(request("/livez").build()).statusCode()).isEqualTo(200);
		}
		finally {
			replace(guard, usual);
		}
		assertThat(send(request("/readyz").build()).statusCode()).isEqualTo(200);
	}

	private static void replace(Object guard, Object database) {
		ReflectionTestUtils.setField(guard, "database", database);
		ReflectionTestUtils.setField(guard, "lastCheck", null);
	}

	private static void assertNotFound(HttpRequest.Builder request) throws Exception {
		HttpResponse<String> answer = send(request.header("X-Forwarded-For", "192.0.2.1").build());
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).isEqualTo("{\"message\":\"Not Found\"}");
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(
				URI.create("http://127.0.0.1:" + program.getEnvironment().getProperty("local.server.port") + path));
	}

	private static HttpResponse<String> send(HttpRequest request) throws Exception {
		return CLIENT.send(request, BodyHandlers.ofString());
	}

}
