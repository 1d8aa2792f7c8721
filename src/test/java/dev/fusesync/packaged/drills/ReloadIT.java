package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Route files are saved while the program runs. */
@Tag("drill")
class ReloadIT {

	private static final Logger LOG = LoggerFactory.getLogger(ReloadIT.class);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final int SAVES = Integer.getInteger("fuse-sync.saves", 10);

	private static final String RELOADED = "Reloaded the routes";

	private static final String REFUSED = "The changed routes were not loaded";

	private static final String OWN = """
			- route:
			    id: own
			    description: Answers who asks.
			    from:
			      id: own-request
			      uri: platform-http
			      parameters:
			        path: /own
			      steps:
			        - setBody:
			            id: set-answer
			            expression:
			              constant:
			                expression: an answer
			""";

	@TempDir
	private Path directory;

	private Path routes;

	@BeforeEach
	void copyRoutes() throws IOException {
		this.routes = this.directory.resolve("home/routes");
		FileSystemUtils.copyRecursively(Path.of("routes"), this.routes);
		Files.copy(Path.of("application.properties"), this.directory.resolve("home/application.properties"));
	}

	@Test
	void neitherLosesNorDoublesAWebhookThroughManySavesUnderLoad() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse, "dev")) {
			start(program);
			Load load = new Load(program, 4, 200);
			List<String> files = List.of("sync", "error-handling", "receive", "dispatch", "other-events",
					"internal/retry");
			int refused = 0;
			for (int i = 0; i < SAVES; i++) {
				Path file = this.routes.resolve(files.get(i % files.size()) + ".camel.yaml");
				String good = Files.readString(file).replaceFirst("(?m)^    description: ", "$0" + i + ". ");
				if (i % 10 == 0) {
					Files.writeString(file, good.replaceFirst("uri:", "uri: nowhere\n\t"));
					refused++;
					awaitLines(program, REFUSED, refused);
				}
				long before = System.nanoTime();
				Files.writeString(file, good);
				awaitLines(program, RELOADED, i + 1);
				LOG.debug("Reloaded after {}", Duration.ofNanos(System.nanoTime() - before));
			}
			load.stop();
			await().untilAsserted(() -> assertThat(load.lost(fuse)).isEmpty());
			LOG.info("{} saves: {}, {} answers of 503", SAVES, load.figures(fuse), load.refused);
			assertThat(fuse.twice()).isZero();
			assertThat(fuse.overlaps).hasValue(0);
			assertThat(load.otherAnswers).isSubsetOf(503);
			assertThat(program.output()).doesNotContain("Dead-lettered", "cannot be started", "not loaded yet");
		}
	}

	@Test
	void appliesPoliciesAndFilesThatAreAddedRenamedAndDeleted() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse, "dev")) {
			start(program);
			Path added = Files.writeString(this.routes.resolve("own.camel.yaml"), OWN);
			await().until(() -> get(program, "/own").equals("200 an answer"));
			Files.move(added, this.routes.resolve("internal/renamed.camel.yaml"));
			awaitLines(program, RELOADED, 2);
			assertThat(get(program, "/own")).isEqualTo("200 an answer");
			Files.delete(this.routes.resolve("internal/renamed.camel.yaml"));
			await().until(() -> get(program, "/own").startsWith("404"));

			Path policies = this.routes.resolve("error-handling.camel.yaml");
			Files.writeString(policies, Files.readString(policies).replaceFirst("(?s)(senders-fault.*?steps:\n)", """
					$1            - log:
					                id: say-it
					                logName: fuse-sync.receive
					                message: A new policy took it
					"""));
			awaitLines(program, RELOADED, 4);
			Webhooks forged = new Webhooks("{}".getBytes(), "forged");
			assertThat(program.send(forged).statusCode()).isEqualTo(403);
			assertThat(program.output()).contains("A new policy took it");
			assertThat(program.accepts(Webhooks.ofType("other", "up"))).isTrue();
		}
	}

	@Test
	void aBadSaveSaysWhereAndTheRoutesGoOn() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse, "dev")) {
			start(program);
			Path sync = this.routes.resolve("sync.camel.yaml");
			String good = Files.readString(sync);
			Files.writeString(sync, good.replace("ref: fuseHeaders", "ref: fuseHeader"));
			awaitLines(program, REFUSED, 1);
			assertThat(program.output())
				.containsPattern("sync.camel.yaml, line \\d+, column \\d+: .*fuseHeader.*fuseHeaders");
			assertThat(program.accepts(Webhooks.ofType("other", "up"))).isTrue();
			Files.writeString(sync, good);
			Webhooks webhook = Webhooks.ofType(Webhooks.SYNC_DATA, "after-it");
			assertThat(program.send(webhook).statusCode()).isEqualTo(200);
			await().until(() -> fuse.synced.containsKey(FuseStandIn.sha256(webhook.body())));
			assertThat(program.output()).doesNotContain(RELOADED);
		}
	}

	@Test
	void inProductionAChangeHasNoEffectAndIsSaidOnce() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse, "default")) {
			start(program);
			Path file = Files.writeString(this.routes.resolve("own.camel.yaml"), OWN);
			String hint = "own.camel.yaml changed, which has no effect until the program is started again";
			awaitLines(program, hint, 1);
			Files.delete(file);
			assertThat(get(program, "/own")).startsWith("404");
		}
	}

	private PackagedProgram program(FuseStandIn fuse, String profile) {
		return new PackagedProgram(this.directory,
				new HashMap<>(Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY,
						"FUSE_CLIENT_ID", "test-client", "SPRING_PROFILES_ACTIVE", profile)))
			.in(this.directory.resolve("home"));
	}

	private static void start(PackagedProgram program) throws IOException {
		program.start();
		await().until(() -> program.output().contains("is ready"));
	}

	private static void awaitLines(PackagedProgram program, String text, int times) {
		await().until(() -> StringUtils.countOccurrencesOf(program.output(), text) >= times);
	}

	private static String get(PackagedProgram program, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + program.port + path)).build();
		HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

}
