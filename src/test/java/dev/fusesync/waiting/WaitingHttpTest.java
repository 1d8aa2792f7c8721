package dev.fusesync.waiting;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fusesync.store.Queues;
import dev.fusesync.support.PageExamples;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.support.Webhooks;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a person can do with waiting webhooks over HTTP and JMX. */
@ExtendWith(OutputCaptureExtension.class)
class WaitingHttpTest extends ShippedRoutes {

	/** Every test has a source of its own: the other tests' webhooks stay alone. */
	private final String source = "source-" + Webhooks.newConnection();

	@LocalManagementPort
	private int managementPort;

	/** Fuse is well again, so that a retry ends their waiting. */
	@AfterEach
	void leaveNothing() {
		await().untilAsserted(() -> {
			decide("{\"action\":\"retry\",\"dryRun\":false,\"source\":\"%s\"}".formatted(this.source));
			assertThat(json(get("/count?source=" + this.source)).path("total").asInt()).isZero();
		});
	}

	@Test
	void listsAndCounts() {
		String id = waiting("conn-1");
		waiting("conn-2");
		JsonNode page = json(get("?limit=1&source=" + this.source));
		PageExamples.expectLike("waiting", page);
		assertThat(page.at("/entries/0/id").asText()).isEqualTo(id);
		assertThat(page.at("/entries/0/class").asText()).isEqualTo("transient");
		assertThat(page.at("/entries/0/state").asText()).isEqualTo("later");
		assertThat(page.at("/entries/0/due").asText()).endsWith("Z");
		JsonNode next = json(get("?limit=1&source=" + this.source + "&after=" + page.path("next").asText()));
		assertThat(next.path("entries").findValuesAsText("connection")).containsExactly("conn-2");
		PageExamples.expectLike("waiting-count", json(get("/count")));
		assertThat(json(get("/count?source=" + this.source)).toString())
			.isEqualTo("{\"total\":2,\"more\":false,\"due\":0}");
		assertThat(json(get("?id=" + id)).path("requestId").asText()).isEqualTo("req-503");
		assertThat(get("?id=" + id).body()).doesNotContain("never-show-this", "remote_data");
		assertThat(get("/" + id).statusCode()).isEqualTo(404);
		assertThat(get("?id=no-such-id").statusCode()).isEqualTo(404);
	}

	@Test
	void retriesOneByTheNameOfTheLogin(CapturedOutput output) {
		String connection = Webhooks.newConnection();
		String id = waiting(connection);
		HttpResponse<String> answer = decide("{\"action\":\"retry\",\"id\":\"%s\"}".formatted(id));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(json(answer).at("/webhook/connection").asText()).isEqualTo(connection);
		PageExamples.expectLike("waiting-decided", json(answer));
		await().untilAsserted(() -> assertThat(calls(connection)).hasSize(1));
		await().until(() -> stored(connection).get(0).state().equals("synced"));
		assertThat(output).contains("Retry now of financial_connection.sync_data of connection " + connection)
			.contains("(by user)");
		assertThat(decide("{\"action\":\"retry\",\"id\":\"%s\"}".formatted(id)).statusCode()).isEqualTo(404);
	}

	@Test
	void retriesManyOneDecisionAtATime() {
		for (int i = 0; i < 40; i++) {
			waiting("many-" + this.source + "-" + i);
		}
		String retry = "{\"action\":\"retry\",\"dryRun\":%s,\"source\":\"" + this.source + "\"}";
		JsonNode counted = json(decide(retry.formatted("true")));
		assertThat(counted.path("found").asInt()).isEqualTo(40);
		assertThat(counted.path("due").asInt()).isZero();
		assertThat(counted.has("id")).isFalse();
		PageExamples.expectLike("decide-dry-run", counted);
		JsonNode begun = json(
				await().until(() -> decide(retry.formatted("false")), (answer) -> answer.statusCode() == 200));
		assertThat(begun.path("found").asInt()).isEqualTo(40);
		assertThat(decide(retry.formatted("false")).statusCode()).isEqualTo(409);
		PageExamples.expectLike("decide-begun", begun);
		PageExamples.expectLike("deadletters-decisions", json(send(loggedIn(uri("deadletters/decisions")).build())));
		JsonNode decision = json(send(loggedIn(uri("deadletters/decisions")).build())).path(0);
		assertThat(decision.path("id")).isEqualTo(begun.path("id"));
		assertThat(decision.path("target").asText()).isEqualTo("waiting");
		assertThat(decision.path("action").asText()).isEqualTo("retry");
		assertThat(decision.path("by").asText()).isEqualTo("user");
		assertThat(decision.at("/filter/source").asText()).isEqualTo(this.source);
		await().until(() -> json(send(loggedIn(uri("deadletters/decisions")).build())).path(0)
			.path("state")
			.asText()
			.equals("done"));
		await().untilAsserted(() -> assertThat(calls("many-" + this.source)).hasSize(40));
	}

	@Test
	void givesUpIntoTheDeadLetters() {
		String connection = Webhooks.newConnection();
		String id = waiting(connection);
		String body = "{\"action\":\"give-up\",\"id\":\"%s\",\"reason\":\"Nobody needs it\"}".formatted(id);
		assertThat(decide(body).statusCode()).isEqualTo(200);
		JsonNode letter = json(send(loggedIn(uri("deadletters?id=" + id)).build()));
		assertThat(letter.path("class").asText()).isEqualTo("transient");
		PageExamples.expectLike("deadletter", letter);
		assertThat(letter.at("/history/0/event").asText()).isEqualTo("dead-lettered");
		assertThat(letter.at("/history/0/by").asText()).isEqualTo("user");
		assertThat(letter.at("/history/0/reason").asText()).isEqualTo("Nobody needs it");
		assertThat(letter.at("/history/0").has("attempt")).isFalse();
		assertThat(letter.at("/history/1/event").asText()).isEqualTo("retried");
		assertThat(letter.at("/history/1/attempt").asInt()).isEqualTo(1);
		JsonNode story = json(send(loggedIn(uri("connections?id=" + connection)).build()));
		assertThat(story.path("events").findValuesAsText("event")).containsExactly("dead-lettered", "retried",
				"received");
		String replay = "{\"action\":\"replay\",\"id\":\"%s\"}".formatted(id);
		assertThat(post("deadletters", replay).statusCode()).isEqualTo(200);
		await().until(() -> stored(connection).get(0).state().equals("synced"));
	}

	@Test
	void showsAndDecidesNothingWithoutALogin() {
		String id = waiting("conn-1");
		assertThat(send(HttpRequest.newBuilder(uri("waiting?id=" + id)).build()).statusCode()).isEqualTo(401);
		HttpRequest give = HttpRequest.newBuilder(uri("waiting"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"retry\",\"id\":\"" + id + "\"}"))
			.build();
		assertThat(send(give).statusCode()).isEqualTo(401);
		assertThat(json(get("?id=" + id)).path("state").asText()).isEqualTo("later");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"id":"x","action":"give-up"}                       | reason
			{"id":"x","action":"give-up","reason":" "}          | blank
			{"id":"x","action":"replay"}                        | retry or give-up
			{"action":"stop"}                                   | use deadletters
			{"id":"x","action":"retry","dryRun":true}           | leave out
			{"id":"x","action":"retry","source":"plaid"}        | leave out
			{"action":"retry"}                                  | Say which
			{"action":"retry","queue":"inbox"}                  | Say which
			{"action":"retry","all":true,"source":"plaid"}      | leave one out
			{"action":"retry","all":true,"dryRun":"flase"}      | true or false
			{"action":"retry","queue":"outbox"}                 | one of inbox
			{"action":"retry","failureClass":"wrong"}           | one of aggregator
			{"action":"retry","dueBefore":"soon"}               | is a time
			{"action":"retry","superseded":true}                | no parameter superseded
			""")
	void saysWhatIsWrongWithADecision(String body, String sentence) {
		HttpResponse<String> answer = decide(body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@ParameterizedTest
	@CsvSource({ "?limit=0,500", "?Source=plaid,no parameter Source", "?source=,blank",
			"?source=a&source=b,more than once", "?after=no-such-place,under next",
			"?id=x&source=plaid,without a filter", "?id=x&limit=1,without a filter",
			"/count?limit=1,no parameter limit" })
	void saysWhatIsWrongWithAQuestion(String query, String sentence) {
		HttpResponse<String> answer = get(query);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@Test
	void isInJmxToo(CapturedOutput output) throws Exception {
		String id = waiting("conn-1");
		Object[] bySource = new Object[9];
		bySource[3] = this.source;
		bySource[4] = " ";
		assertThat(((Map<?, ?>) jmx("list", bySource)).get("entries")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.hasSize(1);
		Object[] count = new Object[7];
		count[3] = this.source;
		assertThat(jmx("count", count)).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("total", 1);
		assertThat(((Map<?, ?>) jmx("show", id)).get("state")).isEqualTo("later");
		Object[] many = new Object[11];
		many[0] = "retry";
		many[5] = this.source;
		assertThat(jmx("decideMany", many)).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("found", 1)
			.containsEntry("dryRun", true);
		assertThatExceptionOfType(JMException.class).isThrownBy(() -> jmx("decide", id, "give-up", null))
			.withMessageContaining("needs a reason");
		assertThat(((Map<?, ?>) jmx("decide", id, "retry", "via JMX")).get("action")).isEqualTo("retry");
		assertThat(output).contains("via JMX (by JMX)");
	}

	private static Object jmx(String operation, Object... values) throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Waiting,*"), null)
			.iterator()
			.next();
		return server.invoke(name, operation, values,
				Collections.nCopies(values.length, String.class.getName()).toArray(String[]::new));
	}

	private String waiting(String connection) {
		return StoredWebhooks
			.retry(this.store, StoredWebhooks.webhook(connection, this.source, Instant.now()), Queues.INBOX,
					Instant.now(), Duration.ofHours(1), StoredWebhooks.BUSY)
			.id();
	}

	private HttpResponse<String> get(String path) {
		return send(loggedIn(uri("waiting" + path)).build());
	}

	private HttpResponse<String> decide(String body) {
		return post("waiting", body);
	}

	private HttpResponse<String> post(String endpoint, String body) {
		return send(loggedIn(uri(endpoint)).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private URI uri(String endpoint) {
		return URI.create("http://localhost:" + this.managementPort + "/actuator/" + endpoint);
	}

}
