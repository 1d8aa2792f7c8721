package dev.fusesync.connections;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a person can learn of connections, and erase, over HTTP and JMX. */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionsHttpTest extends ShippedRoutes {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final String id = Webhooks.newConnection();

	@LocalManagementPort
	private int managementPort;

	private JsonNode synced(String connection) {
		send(Webhooks.signed(JSON.createObjectNode()
			.put("type", Webhooks.SYNC_DATA)
			.put("financial_connection_id", connection)
			.put("environment", "sandbox")
			.put("source", "plaid")
			.put("remote_data", "never-show-this")
			.toString()));
		return await().until(() -> json(show(connection)), (story) -> story.path("state").asText().equals("synced"));
	}

	@Test
	void tellsTheStoryOfASync() {
		JsonNode story = synced(this.id);
		assertThat(story.path("connection").asText()).isEqualTo(this.id);
		assertThat(story.path("source").asText()).isEqualTo("plaid");
		assertThat(story.path("summary").asText()).isEqualTo("Synced less than a minute ago at attempt 1");
		assertThat(story.path("synced").asText()).endsWith("Z");
		assertThat(story.path("waiting").asInt()).isZero();
		assertThat(story.path("events").findValuesAsText("event")).containsExactly("synced", "received");
		assertThat(story.at("/events/0/requestId").asText()).isEqualTo("1764d296-b5bc");
		assertThat(story.toString()).doesNotContain("never-show-this", "place", "remote_data");
	}

	@Test
	void tellsWhyItIsADeadLetter() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(
				jsonResponse("{\"errors\":[{\"code\":\"invalid_request_body\"}],\"request_id\":\"req-422\"}", 422)));
		send(Webhooks.syncData(this.id));
		await().until(() -> deadLetters(this.id).size() == 1);
		JsonNode story = json(show(this.id));
		assertThat(story.path("state").asText()).isEqualTo("dead-lettered");
		assertThat(story.path("summary").asText()).startsWith("Dead letter since ").contains("422");
		assertThat(story.at("/events/0/status").asInt()).isEqualTo(422);
		JsonNode page = json(get("?state=dead-lettered&limit=500"));
		assertThat(page.path("entries").findValuesAsText("connection")).contains(this.id);
		assertThat(json(erase(this.id, false)).path("deadLetters").asInt()).isEqualTo(1);
	}

	@ParameterizedTest(name = "{index}")
	@ValueSource(strings = { "' OR '1'='1", "\"},{\"id\":\"", "two\r\nlines", "\ud83d\ude00",
			"<script>alert(1)</script>", "\0", "../store" })
	void findsOddIdsAndShowsThemEscaped(String odd) {
		JsonNode story = synced(odd);
		assertThat(story.path("connection").asText()).isEqualTo(odd);
		HttpResponse<String> answer = show(odd);
		assertThat(answer.headers().firstValue("content-type")).get().asString().contains("json");
		assertThat(answer.body()).doesNotContain("\r", "\n").matches("\\p{ASCII}+");
		assertThat(json(erase(odd, false)).path("finished").asInt()).isPositive();
		assertThat(show(odd).statusCode()).isEqualTo(404);
		assertThat(show(odd).body()).doesNotContain("alert", "1'='1", "},{");
	}

	@Test
	void erasesAVeryLongId() {
		String odd = "x".repeat(1 << 16);
		send(Webhooks.syncData(odd));
		await().until(() -> json(erase(odd, true)).path("finished").asInt() == 1);
		assertThat(json(erase(odd, false)).path("finished").asInt()).isEqualTo(1);
		assertThat(erase(odd, false).statusCode()).isEqualTo(404);
	}

	@Test
	void erasesByTheNameOfTheLogin(CapturedOutput output) {
		synced(this.id);
		JsonNode counted = json(erase(this.id, true));
		assertThat(counted.path("dryRun").asBoolean()).isTrue();
		assertThat(counted.path("message").asText()).startsWith("Nothing was done yet");
		assertThat(show(this.id).statusCode()).isEqualTo(200);
		HttpResponse<String> answer = erase(this.id, false);
		assertThat(answer.body()).doesNotContain(this.id, "Request 17");
		assertThat(output).contains("Erased connection " + this.id).contains("Request 17 (by user)");
		assertThat(show(this.id).statusCode()).isEqualTo(404);
	}

	@Test
	void showsAndErasesNothingWithoutALogin() {
		synced(this.id);
		HttpResponse<String> shown = send(HttpRequest.newBuilder(endpoint("?id=" + this.id)).build());
		assertThat(shown.statusCode()).isEqualTo(401);
		assertThat(shown.body()).doesNotContain(this.id);
		HttpResponse<String> erased = send(HttpRequest.newBuilder(endpoint(""))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofString("{\"action\":\"erase\",\"id\":\"" + this.id + "\",\"reason\":\"x\",\"dryRun\":false}"))
			.build());
		assertThat(erased.statusCode()).isEqualTo(401);
		assertThat(show(this.id).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "?nothing=1 | no parameter", "?id= | blank", "?id=%20 | blank", "?id=a&id=b | more than once",
					"?id=a&state=waiting | without a filter", "?state=lost | one of waiting",
					"?staleSince=soon | a duration", "?limit=501 | from 1 to 500", "?id=a&after=b | under next",
					"?after=%00 | under next" })
	void saysWhatIsWrongWithAQuestion(String query, String sentence) {
		HttpResponse<String> answer = get(query);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"id\":\"a\",\"reason\":\"b\"} | action is erase",
			"{\"action\":\"delete\",\"id\":\"a\",\"reason\":\"b\"} | action is erase",
			"{\"action\":\"erase\",\"reason\":\"b\"} | id says", "{\"action\":\"erase\",\"id\":\"a\"} | needs a reason",
			"{\"action\":\"erase\",\"id\":\"a\",\"reason\":\" \"} | blank",
			"{\"action\":\"erase\",\"id\":\"a\",\"reason\":\"b\",\"dryRun\":\"no\"} | true or false",
			"{\"action\":\"erase\",\"id\":\"a\",\"reason\":\"b\",\"all\":true} | no parameter" })
	void saysWhatIsWrongWithAnErasure(String body, String sentence) {
		HttpResponse<String> answer = send(body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@Test
	void isInJmxToo(CapturedOutput output) throws Exception {
		synced(this.id);
		assertThat(((Map<?, ?>) jmx("list", "synced", " ", null, "500", null)).get("entries")).asString()
			.contains(this.id);
		assertThat(((Map<?, ?>) jmx("show", this.id, null, null)).get("summary")).asString().startsWith("Synced ");
		assertThat(((Map<?, ?>) jmx("erase", this.id, "via JMX", null)).get("dryRun")).isEqualTo(true);
		assertThat(((Map<?, ?>) jmx("erase", this.id, "via JMX", "false")).get("finished")).isEqualTo(1L);
		assertThat(output).contains("via JMX (by JMX)");
		assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> jmx("show", this.id, null, null))
			.withMessageContaining("Nothing is known");
	}

	/** No body is kept by default. */
	@Test
	void saysWhyItCannotBeSyncedAgain() throws Exception {
		String again = "{\"action\":\"sync-again\",\"id\":\"%s\"}";
		HttpResponse<String> unknown = send(again.formatted(this.id));
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(json(unknown).path("message").asText()).contains("Nothing is known");
		synced(this.id);
		HttpResponse<String> answer = send(again.formatted(this.id));
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(json(answer).path("message").asText())
			.isEqualTo("No body of this connection is kept: fuse.store.keep-bodies is 0");
		assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> jmx("syncAgain", this.id, null))
			.withMessageContaining("keep-bodies is 0");
	}

	private static Object jmx(String operation, Object... values) throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Connections,*"), null)
			.iterator()
			.next();
		return server.invoke(name, operation, values,
				Collections.nCopies(values.length, String.class.getName()).toArray(String[]::new));
	}

	private HttpResponse<String> show(String connection) {
		return get("?id=" + URLEncoder.encode(connection, StandardCharsets.UTF_8));
	}

	private HttpResponse<String> erase(String connection, boolean dryRun) {
		ObjectNode body = JSON.createObjectNode().put("action", "erase").put("id", connection);
		return send(body.put("reason", "Request 17").put("dryRun", dryRun).toString());
	}

	private HttpResponse<String> get(String path) {
		return send(loggedIn(endpoint(path)).build());
	}

	private HttpResponse<String> send(String body) {
		return send(loggedIn(endpoint("")).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private URI endpoint(String path) {
		return URI.create("http://localhost:" + this.managementPort + "/actuator/connections" + path);
	}

}
