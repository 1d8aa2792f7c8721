package dev.fusesync.packaged;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Machines whose locale has other calendars, digits and letters. */
@Tag("drill")
class LocaleIT {

	@TempDir
	Path directory;

	private final int management = PackagedProgram.freePort();

	@ParameterizedTest
	@CsvSource({ "th, TH", "ar, EG", "tr, TR" })
	void writesAndReadsTimesAsEverywhere(String language, String country) throws Exception {
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory,
						Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client", "FUSE_BASE_PATH",
								fuse.basePath(), "SPRING_SECURITY_USER_PASSWORD", "password", "MANAGEMENT_SERVER_PORT",
								String.valueOf(this.management)),
						"-Duser.language=" + language, "-Duser.country=" + country)) {
			fuse.answer = (connection) -> 422;
			Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
			program.start();
			await().atMost(Duration.ofMinutes(2)).until(() -> program.accepts(Webhooks.syncData("INVALID-id")));
			await().until(() -> !deadLetters("deadAfter=" + before).isEmpty());
			String dead = deadLetters("connection=INVALID-id").get(0);
			assertThat(Instant.parse(dead)).isBetween(before, Instant.now());
			await().until(() -> !deadLetters("olderThan=1s").isEmpty());
			assertThat(deadLetters("olderThan=1h")).isEmpty();
		}
	}

	private List<String> deadLetters(String filter) throws Exception {
		String body = HttpClient.newHttpClient()
			.send(HttpRequest
				.newBuilder(URI.create("http://127.0.0.1:" + this.management + "/actuator/deadletters?" + filter))
				.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("user", "password", null))
				.build(), BodyHandlers.ofString())
			.body();
		return JsonPath.read(body, "$.entries[*].dead");
	}

}
