package dev.fusesync.management;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What health says, to whom, and what only looks bad. */
class HealthTest extends ShippedRoutes {

	@Autowired
	private CamelContext camel;

	@Value("${local.management.port}")
	private int managementPort;

	@Test
	void saysWhyToWhoHasLoggedInOnly() {
		assertThat(send(loggedIn(health("")).build()).body()).contains("\"dispatch\"",
				"\"configured\":[\"plaid\",\"teller\"]");
		assertThat(send(HttpRequest.newBuilder(health("")).build()).body()).doesNotContain("configured");
	}

	@Test
	void aStoppedDispatchIsPausedAndReceivesOn() throws Exception {
		this.camel.getRouteController().stopRoute("dispatch");
		try {
			assertThat(status("dispatch")).isEqualTo("PAUSED");
			assertThat(send(loggedIn(health("")).build()).statusCode()).isEqualTo(200);
			assertThat(send(loggedIn(health("/readiness")).build()).statusCode()).isEqualTo(200);
		}
		finally {
			this.camel.getRouteController().startRoute("dispatch");
		}
		assertThat(status("dispatch")).isEqualTo("UP");
	}

	@Test
	void aStoppedRouteThatDispatchNeedsPausesItAndIsNamed() throws Exception {
		this.camel.getRouteController().stopRoute("sync");
		try {
			assertThat(status("dispatch")).isEqualTo("PAUSED");
			assertThat(JsonPath.<String>read(send(loggedIn(health("")).build()).body(),
					"$.components.dispatch.details.stopped"))
				.isEqualTo("The route dispatch calls direct:sync, but no running route has it.");
			assertThat(send(loggedIn(health("/readiness")).build()).statusCode()).isEqualTo(200);
		}
		finally {
			this.camel.getRouteController().startRoute("sync");
		}
		assertThat(status("dispatch")).isEqualTo("UP");
	}

	/** As a reload does whose file has become unreadable. */
	@Test
	void aRemovedReceiveIsNotReady() throws Exception {
		RouteDefinition receive = this.camel.getCamelContextExtension()
			.getContextPlugin(Model.class)
			.getRouteDefinition("receive");
		this.camel.getRouteController().stopRoute("receive");
		this.camel.removeRoute("receive");
		try {
			assertThat(send(loggedIn(health("/readiness")).build()).statusCode()).isEqualTo(503);
		}
		finally {
			this.camel.getCamelContextExtension().getContextPlugin(Model.class).addRouteDefinition(receive);
		}
		assertThat(send(loggedIn(health("/readiness")).build()).statusCode()).isEqualTo(200);
	}

	@Test
	void aStoppedReceiveIsNotReadyButAlive() throws Exception {
		this.camel.getRouteController().stopRoute("receive");
		try {
			assertThat(send(loggedIn(health("/readiness")).build()).statusCode()).isEqualTo(503);
			assertThat(send(loggedIn(health("/liveness")).build()).statusCode()).isEqualTo(200);
			assertThat(status("store")).isEqualTo("UP");
		}
		finally {
			this.camel.getRouteController().startRoute("receive");
		}
		assertThat(send(loggedIn(health("/readiness")).build()).statusCode()).isEqualTo(200);
	}

	@Test
	void aRefusedKeyPausesDispatchUntilItIsTaken() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"invalid_headers\"}", 401)));
		send(webhook("plaid"));
		await().until(() -> status("dispatch").equals("PAUSED"));
		String health = send(loggedIn(health("")).build()).body();
		assertThat(JsonPath.<String>read(health, "$.components.dispatch.details.reason"))
			.isEqualTo("Fuse answered 401 with invalid_headers.");
		assertThat(JsonPath.<String>read(health, "$.components.dispatch.details.since")).isNotBlank();
		assertThat(JsonPath.<String>read(health, "$.components.credentials.status")).isEqualTo("ATTENTION");
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
		await().until(() -> status("dispatch").equals("UP") && status("credentials").equals("UP"));
	}

	@Test
	void aRefusedAggregatorIsNamedUntilItIsSynced() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"invalid_certificate\"}", 400)));
		send(webhook("teller"));
		await().until(() -> status("credentials").equals("ATTENTION"));
		assertThat(JsonPath.<String>read(send(loggedIn(health("")).build()).body(),
				"$.components.credentials.details.lastAnswers.teller"))
			.endsWith("Fuse answered 400 with invalid_certificate.");
		assertThat(status("dispatch")).isEqualTo("UP");
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
		await().until(() -> status("credentials").equals("UP"));
	}

	@Test
	void deadLettersCallForAPersonUnlessTheConnectionIsGone() {
		removeDeadLettersOfOtherTests();
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"entity_not_found\"}", 404)));
		send(webhook("plaid"));
		await().until(() -> counted("finished") > 0);
		assertThat(status("deadLetters")).isEqualTo("UP");
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"invalid_request_body\"}", 422)));
		send(webhook("plaid"));
		await().until(() -> counted("message") > 0);
		assertThat(status("deadLetters")).isEqualTo("ATTENTION");
	}

	private void removeDeadLettersOfOtherTests() {
		send(loggedIn(URI.create("http://localhost:" + this.managementPort + "/actuator/deadletters"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("""
					{"action":"discard", "all":true, "reason":"Of other tests", "dryRun":false}"""))
			.build());
		await().until(() -> status("deadLetters").equals("UP"));
	}

	private int counted(String failureClass) {
		List<Integer> count = JsonPath.read(send(loggedIn(health("")).build()).body(),
				"$..deadLetters.details." + failureClass);
		return count.isEmpty() ? 0 : count.get(0);
	}

	private String status(String component) {
		return JsonPath.read(send(loggedIn(health("")).build()).body(), "$.components." + component + ".status");
	}

	private URI health(String path) {
		return URI.create("http://localhost:" + this.managementPort + "/actuator/health" + path);
	}

	private static Webhooks webhook(String source) {
		return Webhooks.signed("""
				{"type":"financial_connection.sync_data", "financial_connection_id":"%s", "source":"%s"}"""
			.formatted(Webhooks.newConnection(), source));
	}

}
