package dev.fusesync.packaged;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import com.github.tomakehurst.wiremock.WireMockServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What only a real process shows: its environment, its death, its start and its end. */
class PackagedProgramIT {

	private static final String SYNC_PATH = "/v1/financial_connections/sync";

	private static final String PASSWORD = "password";

	private static final Duration START = Duration.ofMinutes(2);

	@TempDir
	Path directory;

	private WireMockServer fuse;

	private final Map<String, String> environment = new HashMap<>(
			Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"));

	@BeforeEach
	void startFuse() throws Exception {
		this.fuse = fuseWithACertificate(this.directory.resolve("fuse.p12"));
		this.fuse.start();
		this.fuse.stubFor(post(SYNC_PATH).willReturn(okJson("{\"request_id\":\"r\"}")));
		this.environment.put("FUSE_BASE_PATH", "http://localhost:" + this.fuse.port());
	}

	@AfterEach
	void stopFuse() {
		this.fuse.stop();
	}

	@Test
	void syncsAfterAKillWhatItAnsweredBeforeUnderTheSameId() throws Exception {
		String connection = Webhooks.newConnection();
		this.fuse.stubFor(post(SYNC_PATH).withRequestBody(containing(connection))
			.willReturn(okJson("{}").withFixedDelay(60_000)));
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment).jar()) {
			program.start();
			await().atMost(START).until(() -> program.accepts(Webhooks.ofType("transactions.updates", "first")));
			String id = program.send(Webhooks.syncData(connection)).headers().firstValue("X-Webhook-Id").orElseThrow();
			await().untilAsserted(() -> assertThat(calls(connection)).isEqualTo(1));
			program.kill();
			this.fuse.resetRequests();
			this.fuse.stubFor(post(SYNC_PATH).withRequestBody(containing(connection))
				.willReturn(okJson("{\"request_id\":\"r\"}")));
			this.environment.put("LOGGING_LINES", "ecs");
			program.start();
			await().atMost(START).untilAsserted(() -> assertThat(calls(connection)).isEqualTo(1));
			await().until(
					() -> program.output().contains("Synced " + Webhooks.SYNC_DATA + " of connection " + connection));
			String line = program.output()
				.lines()
				.filter((synced) -> synced.contains("Synced "))
				.findFirst()
				.orElseThrow();
			assertThat(JsonPath.<String>read(line, "$.webhook-id")).isEqualTo(id);
			assertThat(JsonPath.<String>read(line, "$.message")).startsWith("Synced ");
			assertThat(JsonPath.<String>read(line, "$.log.level")).isEqualTo("INFO");
		}
	}

	@Test
	@Tag("drill")
	void callsFuseOverTlsAndTrustsNobodyElse() throws Exception {
		this.environment.put("FUSE_BASE_PATH", "https://localhost:" + this.fuse.httpsPort());
		String connection = Webhooks.newConnection();
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment)) {
			program.start();
			await().atMost(START).until(() -> program.accepts(Webhooks.syncData(connection)));
			await().until(() -> program.output().contains("the next one is in"));
			assertThat(program.output()).contains("PKIX path building failed");
			assertThat(calls(connection)).isZero();
		}
		String trusted = Webhooks.newConnection();
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment,
				"-Djavax.net.ssl.trustStore=" + this.directory.resolve("fuse.p12"),
				"-Djavax.net.ssl.trustStorePassword=" + PASSWORD)) {
			program.start();
			await().atMost(START).until(() -> program.accepts(Webhooks.syncData(trusted)));
			await().untilAsserted(() -> assertThat(calls(trusted)).isEqualTo(1));
			this.fuse.verify(postRequestedFor(urlEqualTo(SYNC_PATH)).withHeader("user-agent", equalTo("fuse-sync"))
				.withHeader("fuse-client-id", equalTo("test-client")));
		}
	}

	@Test
	@Tag("drill")
	void postsOtherTypesElsewhereAsReadmeShows() throws Exception {
		String example = Files.readString(Path.of("README.md")).split("```yaml\n")[1].split("```")[0];
		Path home = Files.createDirectory(this.directory.resolve("home"));
		FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
		Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
		Path file = home.resolve("routes/other-events.camel.yaml");
		String route = Files.readString(file);
		Files.writeString(file, route.replace("        - log:",
				example.replace("localhost:9000", "localhost:" + this.fuse.port()) + "        - log:"));
		this.fuse.stubFor(post("/transactions").inScenario("down").willReturn(serverError()).willSetStateTo("up"));
		this.fuse.stubFor(post("/transactions").inScenario("down").whenScenarioStateIs("up").willReturn(ok()));
		this.environment.put("FUSE_RETRY_DELAYS", "1s");
		Webhooks webhook = Webhooks.ofType("transactions.updates", Webhooks.newConnection());
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment).in(home)) {
			program.start();
			await().atMost(START).until(() -> program.accepts(webhook));
			await().untilAsserted(
					() -> assertThat(this.fuse.findAll(postRequestedFor(urlEqualTo("/transactions")))).hasSize(2)
						.allSatisfy((call) -> assertThat(call.getBody()).isEqualTo(webhook.body()))
						.allSatisfy((call) -> assertThat(call.containsHeader("fuse-api-key")).isFalse()));
			assertThat(program.output()).doesNotContain("Dead-lettered");
		}
	}

	@Test
	@Tag("drill")
	void refusesADataDirectoryThatAnotherOneUses() throws Exception {
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment);
				PackagedProgram second = new PackagedProgram(this.directory, this.environment)) {
			program.start();
			await().atMost(START).until(() -> program.accepts(Webhooks.ofType("other", "first")));
			second.start();
			assertThat(second.awaitExit()).isNotZero();
			assertThat(second.output()).contains("Another fuse-sync uses the data directory", "FUSE_STORE_DIRECTORY");
			assertThat(program.accepts(Webhooks.ofType("other", "second"))).isTrue();
		}
	}

	@Test
	@Tag("drill")
	void readsSecretsFromAMountedDirectory() throws Exception {
		Path secrets = Files.createDirectory(this.directory.resolve("secrets"));
		Files.writeString(secrets.resolve("FUSE_API_KEY"), Webhooks.API_KEY + "\n");
		Files.writeString(secrets.resolve("PLAID_CLIENT_ID"), "mounted-id\n");
		Files.writeString(secrets.resolve("PLAID_SECRET"), "mounted-secret\n");
		this.environment.remove("FUSE_API_KEY");
		this.environment.put("FUSE_SECRETS_DIRECTORY", secrets + "/");
		String connection = Webhooks.newConnection();
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment)) {
			program.start();
			await().atMost(START).until(() -> program.accepts(Webhooks.syncData(connection)));
			await().untilAsserted(() -> assertThat(calls(connection)).isEqualTo(1));
			this.fuse
				.verify(postRequestedFor(urlEqualTo(SYNC_PATH)).withHeader("plaid-secret", equalTo("mounted-secret")));
			Files.writeString(secrets.resolve("PLAID_SECRET"), "swapped-secret\n");
			Files.writeString(secrets.resolve("FUSE_API_KEY"), "swapped-key\n");
			String next = Webhooks.newConnection();
			assertThat(program.accepts(Webhooks.syncData(next))).as("signed with the key before").isFalse();
			assertThat(program.accepts(Webhooks.syncData(next).signedWith("swapped-key"))).isTrue();
			await().untilAsserted(() -> assertThat(calls(next)).isEqualTo(1));
			this.fuse
				.verify(postRequestedFor(urlEqualTo(SYNC_PATH)).withHeader("plaid-secret", equalTo("swapped-secret"))
					.withHeader("fuse-api-key", equalTo("swapped-key")));
		}
	}

	@Test
	void answers200Or503OrNothingThroughARestart() throws Exception {
		Set<String> answers = ConcurrentHashMap.newKeySet();
		ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment)) {
			program.start();
			sender.scheduleAtFixedRate(() -> answers.add(answer(program)), 0, 10, TimeUnit.MILLISECONDS);
			await().atMost(START).until(() -> answers.contains("200"));
			program.stop();
			assertThat(program.awaitExit()).isEqualTo(143);
			answers.remove("200");
			program.start();
			await().atMost(START).until(() -> answers.contains("200"));
		}
		finally {
			sender.shutdownNow();
		}
		assertThat(answers).isSubsetOf("200", "503 with Retry-After", "no answer").contains("200", "no answer");
	}

	private static String answer(PackagedProgram program) {
		try {
			HttpResponse<String> answer = program.send(Webhooks.ofType("other", Webhooks.newConnection()));
			boolean retryAfter = answer.headers().firstValue("Retry-After").isPresent();
			return answer.statusCode() + (retryAfter ? " with Retry-After" : "");
		}
		catch (IOException ex) {
			return "no answer";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "no answer";
		}
	}

	private int calls(String connection) {
		return this.fuse.findAll(postRequestedFor(urlEqualTo(SYNC_PATH)).withRequestBody(containing(connection)))
			.size();
	}

	private WireMockServer fuseWithACertificate(Path keyStore) throws IOException, InterruptedException {
		int made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "fuse", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost", "-keystore", keyStore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD)
			.inheritIO()
			.start()
			.waitFor();
		assertThat(made).isZero();
		return new WireMockServer(options().dynamicPort()
			.dynamicHttpsPort()
			.keystorePath(keyStore.toString())
			.keystoreType("PKCS12")
			.keystorePassword(PASSWORD)
			.keyManagerPassword(PASSWORD));
	}

	@Test
	@Tag("drill")
	void saysThatItStopsIfItIsToldToDuringTheStart() throws Exception {
		String output;
		do {
			// Started again if it was ready before it was told.
			output = stopDuringTheStart(Files.createTempDirectory(this.directory, "start"));
		}
		while (output.contains(" is ready."));
		assertThat(output).contains("fuse-sync stops before it was ready").doesNotContain("ERROR");
	}

	private String stopDuringTheStart(Path own) throws Exception {
		try (PackagedProgram program = new PackagedProgram(own, this.environment)) {
			program.start();
			await().atMost(START)
				.pollInterval(Duration.ofMillis(5))
				.until(() -> program.output().contains("(fuse-sync) is starting"));
			program.stop();
			assertThat(program.awaitExit()).isEqualTo(143);
			return program.output();
		}
	}

}
