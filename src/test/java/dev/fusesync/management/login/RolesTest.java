package dev.fusesync.management.login;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a viewer may not do, and an operator may. */
class RolesTest extends ShippedRoutes {

	private static final String COUNT = "{\"action\":\"replay\",\"source\":\"nobody\"}";

	@LocalManagementPort
	private int managementPort;

	@ParameterizedTest
	@ValueSource(strings = { "/", "/actuator", "/actuator/health", "/actuator/info", "/actuator/metrics",
			"/actuator/prometheus", "/actuator/connections", "/actuator/deadletters", "/actuator/deadletters/count",
			"/actuator/deadletters/decisions", "/actuator/store" })
	void aViewerLooks(String path) {
		HttpResponse<String> answer = send(as("vera", path).build());
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "POST, /actuator/deadletters", "POST, /actuator/connections", "POST, /actuator/store",
			"POST, /actuator/hawtio/jolokia", "POST, /actuator/jolokia", "POST, /", "POST, /actuator/nothing",
			"DELETE, /actuator/store", "PUT, /actuator/deadletters", "PATCH, /",
			"POST, /actuator/deadletters/decisions", "POST, /actuator/health", "POST, /actuator/verifications" })
	void aViewerChangesNothing(String method, String path) {
		HttpResponse<String> answer = send(
				json(as("vera", path)).method(method, BodyPublishers.ofString(COUNT)).build());
		if (path.equals("/actuator/health")) {
			assertThat(answer.statusCode()).as("open to all, for reading").isEqualTo(405);
			return;
		}
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.body()).contains("Ask an operator").doesNotContain("replay");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/hawtio", "/actuator/hawtio/", "/actuator/hawtio/index.html",
			"/actuator/hawtio/jolokia", "/actuator/hawtio/camel/routes", "/actuator/jolokia",
			"/actuator/jolokia/version" })
	void aViewerHasNoHawtio(String path) {
		assertThat(send(as("vera", path).build()).statusCode()).isEqualTo(403);
		assertThat(send(as("anna", path).build()).statusCode()).isIn(200, 302);
	}

	@Test
	void anOperatorOfTheFileDecides() {
		HttpResponse<String> answer = send(
				json(as("anna", "/actuator/deadletters")).POST(BodyPublishers.ofString(COUNT)).build());
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("dryRun");
	}

	@Test
	void aDecisionHasTheNameOfWhoMadeIt() {
		String source = Webhooks.newConnection();
		String decision = "{\"action\":\"discard\",\"reason\":\"none is there\",\"source\":\"%s\",\"dryRun\":false}";
		assertThat(
				send(json(as("anna", "/actuator/deadletters")).POST(BodyPublishers.ofString(decision.formatted(source)))
					.build()).statusCode())
			.isEqualTo(200);
		await().untilAsserted(() -> {
			JsonNode decisions = new ObjectMapper()
				.readTree(send(as("vera", "/actuator/deadletters/decisions").build()).body());
			assertThat(decisions).anySatisfy((one) -> assertThat(one.toString()).contains(source, "anna", "done"));
		});
	}

	@Test
	void aViewerMayHaveAWebhookExplained() {
		HttpResponse<String> answer = send(
				as("vera", "/actuator/verification").POST(BodyPublishers.ofString("{}")).build());
		assertThat(answer.statusCode()).isNotIn(401, 403);
		assertThat(answer.body()).doesNotContain("Ask an operator");
	}

	@Test
	void answersABrowserWithAPage() {
		HttpResponse<String> answer = send(as("vera", "/actuator/hawtio/").header("Accept", "text/html,*/*").build());
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.headers().firstValue("content-type")).get().asString().startsWith("text/html");
		assertThat(answer.headers().firstValue("content-security-policy")).get().asString().contains("default-src");
		assertThat(answer.body()).contains("<title>", "Ask an operator");
	}

	private HttpRequest.Builder as(String name, String path) {
		return loggedIn(URI.create("http://localhost:" + this.managementPort + path), name);
	}

	private static HttpRequest.Builder json(HttpRequest.Builder request) {
		return request.header("Content-Type", "application/json");
	}

}
