package dev.fusesync.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.store.Store;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

/**
 * The shipped routes and settings with the real store, and WireMock as Fuse. All tests
 * that extend it share one program, so each uses connections of its own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
public abstract class ShippedRoutes {

	protected static final String SYNC_PATH = "/v1/financial_connections/sync";

	protected static final int MAX_BACKLOG = 200;

	protected static final String SYNCED = """
			{"message":"Financial connection data synced successfully.","request_id":"1764d296-b5bc"}""";

	protected static final String PASSWORD = "never-show-this-password";

	protected static final WireMockServer FUSE = new WireMockServer(options().dynamicPort());

	protected static final Path FILES = temporaryDirectory();

	protected static final HttpClient CLIENT = HttpClient.newHttpClient();

	@LocalServerPort
	protected int port;

	@Autowired
	protected Store store;

	@Autowired
	private ScheduledTaskHolder tasks;

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry registry) throws IOException {
		FUSE.start();
		Files.writeString(FILES.resolve("plaid-secret"), "never-show-this-plaid-secret\n");
		Files.writeString(FILES.resolve("teller.pem"),
				"-----BEGIN CERTIFICATE-----\nTEST\n-----END CERTIFICATE-----\n");
		String hash = new BCryptPasswordEncoder(10).encode(PASSWORD);
		Files.writeString(FILES.resolve("logins"), "anna:%1$s:operator%nvera:%1$s:viewer%n".formatted(hash));
		registry.add("fuse.management.logins", () -> FILES.resolve("logins").toString());
		registry.add("management.server.port", () -> 0);
		registry.add("spring.security.user.password", () -> PASSWORD);
		// Spring Boot switches these off in tests.
		registry.add("spring.jmx.enabled", () -> true);
		registry.add("management.prometheus.metrics.export.enabled", () -> true);
		registry.add("fuse.store.directory", () -> FILES.resolve("data").toString());
		registry.add("fuse.webhook.max-body-size", () -> "256KB");
		registry.add("fuse.webhook.read-timeout", () -> "2s");
		registry.add("fuse.retry.delays", () -> "300ms");
		registry.add("fuse.metrics.interval", () -> "1s");
		registry.add("fuse.store.max-backlog", () -> MAX_BACKLOG);
		registry.add("fuse.breaker.half-open-after", () -> "100ms");
		registry.add("fuse.breaker.longest-open", () -> "300ms");
		registry.add("camel.component.http.response-timeout", () -> 2000);
		registry.add("fuse.sync.call-timeout", () -> "3s");
		registry.add("FUSE_BASE_PATH", FUSE::baseUrl);
		registry.add("FUSE_API_KEY", () -> Webhooks.API_KEY);
		registry.add("FUSE_API_KEY_PREVIOUS", () -> Webhooks.PREVIOUS_API_KEY);
		registry.add("FUSE_CLIENT_ID", () -> "test-client");
		registry.add("PLAID_CLIENT_ID", () -> "test-plaid-client");
		registry.add("PLAID_SECRET", () -> "file:" + FILES.resolve("plaid-secret"));
		registry.add("TELLER_CERTIFICATE", () -> "file:" + FILES.resolve("teller.pem"));
		registry.add("TELLER_PRIVATE_KEY", () -> "dGVzdA==");
		registry.add("MX_CLIENT_ID", () -> "");
	}

	@BeforeEach
	protected void fuseSyncs() {
		FUSE.resetAll();
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
	}

	protected HttpRequest.Builder request() {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/webhook"));
	}

	protected HttpResponse<String> send(Webhooks webhook) {
		HttpRequest.Builder request = request().POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body()));
		if (webhook.signature() != null) {
			request.header("fuse-verification", webhook.signature());
		}
		return send(request.build());
	}

	protected static HttpResponse<String> send(HttpRequest request) {
		try {
			return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** A request to the management port with the right login. */
	protected static HttpRequest.Builder loggedIn(URI uri) {
		return loggedIn(uri, "user");
	}

	/** The same of user, of the operator anna or of the viewer vera. */
	protected static HttpRequest.Builder loggedIn(URI uri, String name) {
		return HttpRequest.newBuilder(uri)
			.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth(name, PASSWORD, null));
	}

	protected static JsonNode json(HttpResponse<String> answer) {
		try {
			return new ObjectMapper().readTree(answer.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException(answer.body(), ex);
		}
	}

	/** Does now what is scheduled under that name, such as Freshness.count. */
	protected void runScheduled(String name) {
		this.tasks.getScheduledTasks()
			.stream()
			.filter((task) -> task.toString().endsWith(name))
			.findFirst()
			.orElseThrow()
			.getTask()
			.getRunnable()
			.run();
	}

	protected static RequestPatternBuilder callsFor(String connection) {
		return postRequestedFor(urlEqualTo(SYNC_PATH)).withRequestBody(containing(connection));
	}

	protected static List<LoggedRequest> calls(String connection) {
		return FUSE.findAll(callsFor(connection));
	}

	/** What the store knows of a connection's webhooks, the oldest first. */
	protected List<StoredRow> stored(String connection) {
		return StoredRow.of(this.store, connection);
	}

	/** The dead letters of a connection. */
	protected List<StoredRow> deadLetters(String connection) {
		return stored(connection).stream().filter((row) -> row.state().equals("dead-lettered")).toList();
	}

	private static Path temporaryDirectory() {
		try {
			return Files.createTempDirectory(Path.of("target"), "routes");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
