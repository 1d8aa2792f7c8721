package dev.fusesync.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.store.Store;
import dev.fusesync.support.RecipePage;
import dev.fusesync.support.StoredRow;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.PathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A program with all recipes of the documents in it, and WireMock for whom it calls. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
abstract class RecipesProgram {

	static final String SYNC = "/v1/financial_connections/sync";

	static final String SLACK = "/services/T000/B000/never-show-this-path";

	static final WireMockServer FUSE = new WireMockServer(options().dynamicPort());

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	static final Path HOME = home();

	final String connection = Webhooks.newConnection();

	@LocalServerPort
	int port;

	@Autowired
	Store store;

	@Autowired
	CamelContext camel;

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry registry) throws IOException {
		FUSE.start();
		RecipePage.applyTo(HOME, RecipesProgram::withAddressesOfThisTest);
		common().forEach((name, value) -> registry.add(name, () -> value));
		registry.add("fuse.store.directory", () -> HOME.resolve("data").toString());
		registry.add("FUSE_API_KEY", () -> Webhooks.API_KEY);
		registry.add("FUSE_CLIENT_ID", () -> "test-client");
		PropertiesLoaderUtils.loadProperties(new PathResource(HOME.resolve("application.properties")))
			.forEach((name, value) -> registry.add(name.toString(), () -> value));
	}

	static Map<String, String> common() {
		return Map.of("camel.main.routes-include-pattern", "file:" + HOME + "/routes/./**/*.camel.yaml",
				"FUSE_BASE_PATH", FUSE.baseUrl(), "NOTICES_URL", FUSE.baseUrl() + SLACK, "fuse.retry.delays", "300ms",
				"management.server.port", "0");
	}

	private static String withAddressesOfThisTest(String block) {
		return block.replace("http://localhost:9000", FUSE.baseUrl())
			.replace("directoryName: export", "directoryName: " + HOME.resolve("export"))
			.replace("/etc/fuse-sync/b", HOME.toString())
			.replace("data-b", HOME.resolve("data-b").toString())
			.replaceAll("(?m)^((management\\.)?server\\.port)=.*", "$1=0");
	}

	@BeforeEach
	void allAnswer() {
		FUSE.resetAll();
		FUSE.stubFor(post(SYNC).willReturn(okJson("{\"request_id\":\"of-fuse\"}")));
		for (String path : List.of("/transactions", "/asset-reports", SLACK)) {
			FUSE.stubFor(post(path).willReturn(okJson("{}")));
		}
	}

	static String[] arguments(String settings) {
		Stream<String> all = common().entrySet()
			.stream()
			.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue());
		return Stream.concat(all, Stream.of("--spring.config.additional-location=file:" + HOME.resolve(settings)))
			.toArray(String[]::new);
	}

	void send(Webhooks webhook) {
		assertThat(answer(this.port, "/hooks/fuse", webhook)).isEqualTo(200);
	}

	static int answer(int port, String path, Webhooks webhook) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.header("fuse-verification", webhook.signature())
			.POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body()))
			.build();
		return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.discarding()).join().statusCode();
	}

	void awaitStates(String... states) {
		await().untilAsserted(() -> assertThat(states(this.connection)).containsExactly(states));
	}

	List<String> states(String connection) {
		return StoredRow.of(this.store, connection).stream().map(StoredRow::state).toList();
	}

	List<LoggedRequest> calls() {
		return FUSE.findAll(postRequestedFor(urlEqualTo(SYNC)).withRequestBody(containing(this.connection)));
	}

	static List<LoggedRequest> received(String path) {
		return FUSE.findAll(postRequestedFor(urlEqualTo(path)));
	}

	private static Path home() {
		try {
			return Files.createTempDirectory(Path.of("target"), "recipes").toAbsolutePath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
