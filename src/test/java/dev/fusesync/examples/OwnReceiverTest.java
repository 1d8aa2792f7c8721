package dev.fusesync.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.DisableJmx;
import org.apache.camel.test.spring.junit5.MockEndpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * README's example, an own receiver of another type, in the shipped routes. Copy it for a
 * route of your own.
 */
@CamelSpringBootTest
@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
@DisableJmx(false)
@MockEndpoints("store:.*")
class OwnReceiverTest {

	private static final WireMockServer RECEIVER = new WireMockServer(options().dynamicPort());

	@TempDir
	static Path home;

	@Autowired
	private CamelContext camel;

	@Autowired
	private ProducerTemplate producer;

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry registry) throws IOException {
		RECEIVER.start();
		FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
		String example = Files.readString(Path.of("README.md")).split("```yaml\n")[1].split("```")[0];
		Path file = home.resolve("routes/other-events.camel.yaml");
		Files.writeString(file,
				withSteps(Files.readString(file), example.replace("localhost:9000", "localhost:" + RECEIVER.port())));
		registry.add("camel.main.routes-include-pattern", () -> "file:" + home + "/routes/./**/*.camel.yaml");
		registry.add("fuse.store.directory", () -> home.resolve("data").toString());
		registry.add("FUSE_BASE_PATH", RECEIVER::baseUrl);
		registry.add("FUSE_API_KEY", () -> Webhooks.API_KEY);
		registry.add("FUSE_CLIENT_ID", () -> "test-client");
	}

	/** The same whether somebody has pasted the example already or not. */
	private static String withSteps(String file, String steps) {
		String begin = "      steps:\n";
		return file.substring(0, file.indexOf(begin) + begin.length()) + steps
				+ file.substring(file.indexOf("        - log:\n            id: log-other-event"));
	}

	@Test
	void postsTransactionsUpdatesAndNothingElse(CapturedOutput output) throws Exception {
		RECEIVER.stubFor(post("/transactions").willReturn(ok()));
		AdviceWith.adviceWith(this.camel, "other-events", (route) -> route.replaceFromWith("direct:other-events"));
		send("transactions.updates", "wanted");
		send("holdings.updates", "unwanted");
		RECEIVER.verify(1,
				postRequestedFor(urlEqualTo("/transactions")).withRequestBody(equalTo("wanted"))
					.withHeader("Content-Type", equalTo("application/json"))
					.withoutHeader("fuse-api-key")
					.withoutHeader("fuse-verification"));
		RECEIVER.verify(1, postRequestedFor(urlEqualTo("/transactions")));
		assertThat(output).containsOnlyOnce("Delivered wanted").containsOnlyOnce("No route for unwanted");
	}

	private void send(String type, String body) {
		this.producer.send("direct:other-events", (exchange) -> {
			exchange.setVariable("type", type);
			exchange.setVariable("webhook", body);
			exchange.getMessage().setBody(body);
		});
	}

}
