package dev.fusesync.deployment;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.MountedVolume;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The program with routes, settings and secrets as a pod gets them, and what its probes
 * see of a start and a stop.
 */
@Tag("drill")
class MountedVolumesIT {

	private static final String SYNC_PATH = "/v1/financial_connections/sync";

	/** Nobody listens. */
	private static final int REFUSED = 0;

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	private final WireMockServer fuse = new WireMockServer(options().dynamicPort());

	private final Map<String, String> environment = new HashMap<>();

	private Path home;

	private MountedVolume secrets;

	@BeforeEach
	void mount() throws IOException {
		this.fuse.start();
		this.fuse.stubFor(post(SYNC_PATH).willReturn(okJson("{}")));
		this.home = Files.createDirectories(this.directory.resolve("home"));
		Files.copy(Path.of("application.properties"), this.home.resolve("application.properties"));
		new MountedVolume(this.home.resolve("config")).set(Map.of("application.properties",
				"fuse.sync.base-path=" + this.fuse.baseUrl() + "\nfuse.webhook.path=/mounted\n"));
		new MountedVolume(this.directory.resolve("routes")).set(MountedVolume.textsOf(Path.of("routes")));
		Files.createSymbolicLink(this.home.resolve("routes"), this.directory.resolve("routes"));
		this.secrets = new MountedVolume(this.directory.resolve("secrets"));
		this.secrets.set(secrets("first", Webhooks.API_KEY));
		this.environment.put("FUSE_SECRETS_DIRECTORY", this.directory.resolve("secrets").toString());
		this.environment.put("MANAGEMENT_ENDPOINT_HEALTH_PROBES_ADDADDITIONALPATHS", "true");
	}

	@AfterEach
	void stopFuse() {
		this.fuse.stop();
	}

	@Test
	void loadsLinkedRoutesAndReadsReplacedSecrets() throws Exception {
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment).in(this.home)) {
			program.start();
			await().until(() -> probe(program, "/readyz") == 200);
			assertThat(syncedWith(program, "first", Webhooks.API_KEY)).isEqualTo(200);
			this.secrets.set(secrets("second", "rolled-api-key"));
			assertThat(syncedWith(program, "second", "rolled-api-key")).isEqualTo(200);
			assertThat(send(program, Webhooks.ofType("other", "late"))).as("the former key").isEqualTo(403);
			assertThat(program.output()).doesNotContain("is not loaded");
		}
	}

	@Test
	void isReadyNeverBeforeItTakesWebhooksAndAliveUntilItEnds() throws Exception {
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment).in(this.home)) {
			program.start();
			Set<Integer> before = new ConcurrentSkipListSet<>();
			await().until(() -> {
				int ready = probe(program, "/readyz");
				before.add(ready);
				return ready == 200;
			});
			assertThat(before).isSubsetOf(REFUSED, 503, 200).contains(200);
			assertThat(probe(program, "/livez")).isEqualTo(200);
			assertThat(send(program, Webhooks.ofType("other", "at-once"))).isEqualTo(200);
			String connection = Webhooks.newConnection();
			this.fuse.stubFor(post(SYNC_PATH).withRequestBody(containing(connection))
				.willReturn(okJson("{}").withFixedDelay(3_000)));
			send(program, Webhooks.syncData(connection));
			await().until(() -> !this.fuse.findAll(postRequestedFor(urlEqualTo(SYNC_PATH))).isEmpty());
			program.stop();
			Set<Integer> after = new ConcurrentSkipListSet<>();
			await().until(() -> {
				after.add(probe(program, "/readyz"));
				return !program.isAlive();
			});
			assertThat(after).isSubsetOf(REFUSED, 503, 200).contains(REFUSED);
			assertThat(program.awaitExit()).isEqualTo(143);
		}
	}

	private int syncedWith(PackagedProgram program, String secret, String apiKey) throws Exception {
		String connection = Webhooks.newConnection();
		int status = send(program, Webhooks.syncData(connection).signedWith(apiKey));
		await().untilAsserted(
				() -> this.fuse.verify(postRequestedFor(urlEqualTo(SYNC_PATH)).withRequestBody(containing(connection))
					.withHeader("plaid-secret", equalTo(secret))));
		return status;
	}

	private static int send(PackagedProgram program, Webhooks webhook) throws Exception {
		return CLIENT
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + program.port + "/mounted"))
				.header("fuse-verification", webhook.signature())
				.POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body()))
				.build(), BodyHandlers.ofString())
			.statusCode();
	}

	private static int probe(PackagedProgram program, String path) throws Exception {
		try {
			return CLIENT
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + program.port + path)).build(),
						BodyHandlers.ofString())
				.statusCode();
		}
		catch (IOException ex) {
			return REFUSED;
		}
	}

	private static Map<String, String> secrets(String plaid, String apiKey) {
		return Map.of("FUSE_API_KEY", apiKey, "FUSE_CLIENT_ID", "test-client", "PLAID_CLIENT_ID", "plaid-client",
				"PLAID_SECRET", plaid + "\n", "SPRING_SECURITY_USER_PASSWORD", "");
	}

}
