package dev.fusesync.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.web.client.RestClient;

import dev.fusesync.FuseSyncApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a newcomer sees who starts the profile sandbox without any keys. */
@ExtendWith(OutputCaptureExtension.class)
class SandboxTest {

	private static final Pattern CURL = Pattern.compile("curl -i (\\S+) -H 'fuse-verification: (\\S+)' -d '([^']+)'");

	private static final Pattern LOGIN = Pattern.compile("curl -u (\\S+):(\\S+) (http\\S+/actuator/deadletters)");

	@TempDir
	Path directory;

	@Test
	void theLoopTurnsAndThePastedCurlLineWorks(CapturedOutput output) {
		try (ConfigurableApplicationContext sandbox = new SpringApplicationBuilder(FuseSyncApplication.class)
			.profiles("sandbox")
			.run("--server.port=" + TestSocketUtils.findAvailableTcpPort(), "--management.server.port=0",
					"--fuse.store.directory=" + this.directory.resolve("data"))) {
			assertThat(sandbox.isActive()).isTrue();
			Matcher curl = CURL.matcher(output);
			assertThat(curl.find()).as("a curl line is shown").isTrue();
			assertThat(output.toString().indexOf("is ready.")).as("after the start").isBetween(0, curl.start());
			String answer = RestClient.create(curl.group(1))
				.post()
				.header("fuse-verification", curl.group(2))
				.header(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
				.body(curl.group(3).getBytes())
				.retrieve()
				.body(String.class);
			assertThat(answer).isEqualTo("{\"message\":\"Webhook received\"}");
			Matcher login = LOGIN.matcher(output);
			assertThat(login.find()).as("a curl line with the login is shown").isTrue();
			assertThat(RestClient.create(login.group(3))
				.get()
				.headers((headers) -> headers.setBasicAuth(login.group(1), login.group(2)))
				.retrieve()
				.body(String.class)).contains("\"total\":");
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(output.toString().split("Synced financial_connection.sync_data"))
					.as("three webhooks of the sandbox and ours are synced")
					.hasSizeGreaterThan(4));
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(output).contains("No route for transactions.updates"));
		}
	}

}
