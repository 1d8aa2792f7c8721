package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An outage, a refusal and a recovery: the timeline of each connection tells its story,
 * also after kills, until it is erased, also from the files.
 */
@Tag("drill")
class ConnectionsIT {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final Duration LONG = Duration.ofMinutes(3);

	private static final String REFUSED = "refused-by-fuse";

	private static final List<String> ALL = List.of("synced-later", REFUSED, "another-one");

	@TempDir
	Path directory;

	private final int managementPort = PackagedProgram.freePort();

	@Test
	void tellsEachStoryAfterKillsAndForgetsWhatIsErased() throws Exception {
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse)) {
			start(program);
			fuse.answer = (connection) -> 503;
			for (String connection : ALL) {
				assertThat(program.send(Webhooks.syncData(connection)).statusCode()).isEqualTo(200);
			}
			await().atMost(LONG).until(() -> events(ALL.get(0)).contains("retried"));
			assertThat(story(ALL.get(0)).path("summary").asText()).startsWith("Waiting for its ")
				.contains(": Fuse answered 503");
			program.kill();
			fuse.answer = (connection) -> connection.equals(REFUSED) ? 422 : 200;
			start(program);
			await().atMost(LONG).until(() -> states().equals(List.of("synced", "dead-lettered", "synced")));
			assertThat(events(ALL.get(0))).startsWith("synced", "retried").endsWith("received");
			assertThat(events(REFUSED)).startsWith("dead-lettered").endsWith("received");
			Map<String, List<String>> before = stories();
			program.kill();
			start(program);
			assertThat(stories()).isEqualTo(before);
			assertThat(
					ask("", "{\"action\":\"erase\",\"id\":\"" + REFUSED + "\",\"reason\":\"Drill\",\"dryRun\":false}")
						.path("deadLetters")
						.asInt())
				.isEqualTo(1);
			assertThat(story(REFUSED).path("status").asInt()).isEqualTo(404);
			await().atMost(LONG).until(() -> !files(program).contains(REFUSED));
			assertThat(files(program)).contains(ALL.get(0));
		}
	}

	private PackagedProgram program(FuseStandIn fuse) {
		return new PackagedProgram(this.directory,
				Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
						"test-client", "MANAGEMENT_SERVER_PORT", String.valueOf(this.managementPort),
						"SPRING_SECURITY_USER_PASSWORD", "test-password"));
	}

	private static void start(PackagedProgram program) throws Exception {
		program.start();
		await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
	}

	private List<String> states() throws Exception {
		return List.of(state(ALL.get(0)), state(ALL.get(1)), state(ALL.get(2)));
	}

	private String state(String connection) throws Exception {
		return story(connection).path("state").asText();
	}

	private Map<String, List<String>> stories() throws Exception {
		Map<String, List<String>> stories = new LinkedHashMap<>();
		for (String connection : ALL) {
			stories.put(connection, story(connection).path("events").findValuesAsText("at"));
		}
		return stories;
	}

	private List<String> events(String connection) throws Exception {
		return story(connection).path("events").findValuesAsText("event");
	}

	private JsonNode story(String connection) throws Exception {
		return ask("?id=" + connection, null);
	}

	private JsonNode ask(String query, String body) throws IOException, InterruptedException {
		String login = Base64.getEncoder().encodeToString("user:test-password".getBytes(StandardCharsets.UTF_8));
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/connections" + query))
			.timeout(Duration.ofMinutes(1))
			.header("Authorization", "Basic " + login)
			.header("Content-Type", "application/json");
		if (body != null) {
			request.POST(HttpRequest.BodyPublishers.ofString(body));
		}
		return new ObjectMapper().readTree(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
	}

	/** Of the database; the program empties its log within half a minute. */
	private static String files(PackagedProgram program) throws IOException {
		StringBuilder all = new StringBuilder();
		try (Stream<Path> files = Files.list(program.data())) {
			for (Path file : files.filter((one) -> one.getFileName().toString().startsWith("fuse-sync.db")).toList()) {
				all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
			}
		}
		return all.toString();
	}

}
