package dev.fusesync.webhook;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One id follows a webhook through the log, the store and the dead letters. */
@ExtendWith(OutputCaptureExtension.class)
class WebhookIdTest extends ShippedRoutes {

	private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@Value("${local.management.port}")
	private int managementPort;

	@Test
	void everyWebhookGetsAnIdOfItsOwn() {
		assertThat(id(send(this.webhook))).matches(UUID).isNotEqualTo(id(send(this.webhook)));
	}

	@Test
	void aRejectedWebhookGetsNone() {
		HttpResponse<String> answer = send(this.webhook.withSignature("forged"));
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.headers().firstValue("X-Webhook-Id")).isEmpty();
	}

	@Test
	void theSenderDoesNotChooseIt(CapturedOutput output) {
		HttpRequest.Builder request = request().header("webhook-id", "chosen-by-sender")
			.header("X-Webhook-Id", "chosen-by-sender")
			.POST(HttpRequest.BodyPublishers.ofByteArray(this.webhook.body()));
		assertThat(send(request.build()).statusCode()).isEqualTo(403);
		String id = id(send(request.header("fuse-verification", this.webhook.signature()).build()));
		assertThat(id).matches(UUID);
		awaitLine(output, "Synced");
		assertThat(output).doesNotContain("chosen-by-sender");
	}

	@Test
	void standsBeforeEveryLineOfItsWay(CapturedOutput output) {
		FUSE.stubFor(post(SYNC_PATH).willReturn(aResponse().withStatus(503)));
		String id = id(send(this.webhook));
		String other = Webhooks.newConnection();
		send(Webhooks.ofType("transactions.updates", other));
		await().atMost(Duration.ofSeconds(30))
			.until(() -> lines(output).stream().anyMatch((line) -> line.contains("the next one is in")));
		FUSE.stubFor(post(SYNC_PATH).willReturn(aResponse().withStatus(422)));
		await().until(() -> !deadLetters(this.connection).isEmpty());
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
		String list = send(loggedIn(management("?connection=" + this.connection)).build()).body();
		assertThat(list).contains("\"id\":\"" + id + "\"");
		HttpResponse<String> replayed = send(loggedIn(management("")).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("""
					{"action":"replay","connection":"%s","dryRun":false}""".formatted(this.connection)))
			.build());
		assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(200);
		awaitLine(output, "Synced");
		assertThat(lines(output)).hasSizeGreaterThan(3).allMatch((line) -> line.contains(" [" + id + "] "));
		assertThat(output.toString().lines()).filteredOn((line) -> line.contains("Call 1 for ") && line.contains(id))
			.as("Lines about quick attempts")
			.isNotEmpty();
		assertThat(output.toString().lines()).filteredOn((line) -> line.contains(other))
			.isNotEmpty()
			.noneMatch((line) -> line.contains(id));
	}

	private URI management(String query) {
		return URI.create("http://localhost:" + this.managementPort + "/actuator/deadletters" + query);
	}

	private void awaitLine(CapturedOutput output, String begin) {
		await().untilAsserted(() -> assertThat(lines(output)).anyMatch((line) -> line.contains(" : " + begin + " ")));
	}

	private List<String> lines(CapturedOutput output) {
		return output.toString().lines().filter((line) -> line.contains(this.connection)).toList();
	}

	private static String id(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(200);
		return answer.headers().firstValue("X-Webhook-Id").orElseThrow();
	}

}
