package dev.fusesync.overview;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The overview of the program, as a viewer gets it. */
class OverviewHttpTest extends ShippedRoutes {

	@LocalManagementPort
	private int managementPort;

	@Autowired
	private CamelContext camel;

	@Test
	void hasWhatAPageShows() throws Exception {
		JsonNode overview = overview();
		assertThat(Instant.parse(overview.path("at").asText())).isBefore(Instant.now().plusSeconds(1));
		assertThat(overview.path("state").asText()).isIn("ok", "attention", "paused", "down");
		assertThat(overview.path("sentence").asText()).endsWith(".");
		assertThat(overview.path("help").asText()).startsWith("operating#");
		assertThat(overview.path("version").asText()).isNotBlank();
		assertThat(overview.at("/instances/0/here").asBoolean()).isTrue();
		assertThat(overview.at("/instances/0/name").asText()).endsWith(":" + this.managementPort);
		assertThat(overview.at("/instances/0/buckets").asInt()).isEqualTo(256);
		assertThat(overview.at("/instances/0/breaker").properties()).isNotEmpty();
		assertThat(overview.path("queues").fieldNames()).toIterable().containsExactly("inbox", "other-events");
		assertThat(overview.path("minutes")).hasSize(60);
		assertThat(overview.at("/deadLetters/byClass").isObject()).isTrue();
		assertThat(overview.at("/credentials/files/plaid-secret").asText()).endsWith("plaid-secret");
		assertThat(overview.at("/disk/free").asLong()).isPositive();
		assertThat(overview.at("/disk/database").asLong()).isPositive();
		assertThat(overview.at("/disk/place").asText()).isNotBlank();
		assertThat(overview.path("stale").isArray()).isTrue();
		assertThat(overview.toString()).doesNotContain("never-show", PASSWORD, Webhooks.API_KEY);
	}

	@Test
	void countsWhatIsReceivedAndSynced() {
		send(Webhooks.syncData(Webhooks.newConnection()));
		await().untilAsserted(() -> {
			JsonNode minutes = overview().path("minutes");
			assertThat(sum(minutes, "received")).isPositive();
			assertThat(sum(minutes, "synced")).isPositive();
		});
	}

	@Test
	void namesARouteThatIsStopped() throws Exception {
		this.camel.getRouteController().stopRoute("dispatch");
		try {
			await().untilAsserted(() -> {
				JsonNode overview = overview();
				assertThat(overview.path("state").asText()).isEqualTo("paused");
				assertThat(overview.path("sentence").asText()).startsWith("Nothing is synced: The route dispatch is");
				assertThat(overview.at("/instances/0/breaker/state").asText()).isEqualTo("stopped");
			});
		}
		finally {
			this.camel.getRouteController().startRoute("dispatch");
		}
		await()
			.untilAsserted(() -> assertThat(overview().at("/instances/0/breaker/state").asText()).isEqualTo("closed"));
	}

	@Test
	void isOverJmxToo() throws Exception {
		HttpRequest request = loggedIn(URI.create("http://localhost:" + this.managementPort + "/actuator/jolokia"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"exec\","
					+ "\"mbean\":\"org.springframework.boot:type=Endpoint,name=Overview\",\"operation\":\"overview\"}"))
			.build();
		assertThat(new ObjectMapper().readTree(send(request).body()).at("/value/minutes")).hasSize(60);
	}

	private static long sum(JsonNode minutes, String name) {
		long sum = 0;
		for (JsonNode minute : minutes) {
			sum += minute.path(name).asLong();
		}
		return sum;
	}

	private JsonNode overview() throws Exception {
		HttpResponse<String> answer = send(
				loggedIn(URI.create("http://localhost:" + this.managementPort + "/actuator/overview"), "vera").build());
		assertThat(answer.statusCode()).isEqualTo(200);
		return new ObjectMapper().readTree(answer.body());
	}

}
