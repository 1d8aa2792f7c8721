package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.page.Browser;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page of one of two instances shows both, and what both have received. */
@Tag("drill")
class ClusterPageIT {

	private static final String PASSWORD = "page-password";

	/** Activity is written once a minute. */
	private static final Duration MINUTES = Duration.ofMinutes(3);

	private final int here = PackagedProgram.freePort();

	private final int there = PackagedProgram.freePort();

	@TempDir
	private Path directory;

	private Instances instances;

	private Browser browser;

	@BeforeAll
	static void installed() {
		PostgresServer.shared();
	}

	@BeforeEach
	void start() throws IOException {
		this.browser = Browser.open();
		this.instances = new Instances(this.directory, PostgresServer.shared().newSchema())
			.set("SPRING_SECURITY_USER_PASSWORD", PASSWORD)
			.set("FUSE_BREAKER_HALFOPENAFTER", "40s")
			.set("FUSE_BREAKER_LONGESTOPEN", "40s");
		this.instances.set("MANAGEMENT_SERVER_PORT", String.valueOf(this.here)).start(1);
		this.instances.set("MANAGEMENT_SERVER_PORT", String.valueOf(this.there)).start(1);
		this.browser.go("http://user:" + PASSWORD + "@localhost:" + this.here + "/");
	}

	@AfterEach
	void close() {
		this.instances.close();
		this.browser.close();
	}

	@Test
	void countsAndDecidesForBoth() throws Exception {
		this.instances.fuse.answer = (connection) -> connection.equals("refused") ? 422 : 200;
		send(0, "a", 6);
		send(1, "b", 5);
		this.instances.programs.get(1).accepts(Webhooks.syncData("refused"));
		await().atMost(MINUTES)
			.untilAsserted(() -> assertThat(overview()).contains("12 in the last hour", "11 in the last hour",
					":" + this.here + " this one", ":" + this.there, "1 of class message"));
		this.browser.press("Fuse answered 422.").press("Discard");
		await().until(() -> this.browser.text().contains("The body is deleted for ever"));
		this.browser.type("reason", "Sent by mistake").press("Discard this dead letter");
		await().until(() -> this.browser.text().contains("The dead letter is discarded"));
		assertThat(this.instances.numbers("SELECT count(*) FROM webhook WHERE state = 'discarded'")).containsExactly(1);
	}

	@Test
	void tellsWhichInstanceSyncsNothing() throws Exception {
		this.instances.fuse.answer = (connection) -> 401;
		send(0, "a", 20);
		await().atMost(MINUTES)
			.untilAsserted(() -> assertThat(overview()).contains("Nothing is synced since", "Fuse answered 401")
				.matches(".*next attempt in .*next attempt in .*next attempt in .*"));
		this.instances.fuse.answer = (connection) -> 200;
		this.browser.press("Try Fuse now");
		assertThat(this.browser.text()).contains("The next webhook is attempted now");
		await().until(() -> overview().contains(":" + this.there + ") syncs nothing"));
		await().atMost(MINUTES)
			.untilAsserted(() -> assertThat(overview()).contains("Webhooks are received and synced. None waits."));
	}

	private String overview() {
		return this.browser.go("http://localhost:" + this.here + "/").text().replaceAll("\\s+", " ");
	}

	private void send(int instance, String connections, int number) throws Exception {
		for (int i = 0; i < number; i++) {
			assertThat(this.instances.programs.get(instance).accepts(Webhooks.syncData(connections + i))).isTrue();
		}
	}

}
