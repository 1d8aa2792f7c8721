package dev.fusesync.deadletters;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.scheduling.config.IntervalTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a person can do with dead letters over HTTP and JMX. */
@ExtendWith(OutputCaptureExtension.class)
class DeadLettersHttpTest extends ShippedRoutes {

	private static final String NEVER_SHOW = "never-show-this";

	/** Every test has a source of its own: the other tests' dead letters stay alone. */
	private final String source = "source-" + Webhooks.newConnection();

	@LocalManagementPort
	private int managementPort;

	@AfterEach
	void leaveNothing() {
		await().untilAsserted(() -> {
			decide("{\"action\":\"discard\",\"reason\":\"end of test\",\"dryRun\":false,\"source\":\"%s\"}"
				.formatted(this.source));
			assertThat(list("").path("total").asInt()).isZero();
		});
	}

	@Test
	void listsAndCounts() {
		String id = deadLetter("conn-1");
		deadLetter("conn-2");
		JsonNode page = list("&limit=1");
		assertThat(page.path("total").asInt()).isEqualTo(2);
		PageExamples.expectLike("deadletters", page);
		assertThat(page.path("more").asBoolean()).isFalse();
		assertThat(page.at("/entries/0/id").asText()).isEqualTo(id);
		assertThat(page.at("/entries/0/class").asText()).isEqualTo("message");
		JsonNode next = list("&limit=1&after=" + page.path("next").asText());
		assertThat(next.path("entries").findValuesAsText("connection")).containsExactly("conn-2");
		assertThat(json(get("/count?source=" + this.source)).path("total").asInt()).isEqualTo(2);
		assertThat(json(get("/decisions")).isArray()).isTrue();
		assertThat(get("/" + id).statusCode()).isEqualTo(404);
	}

	@Test
	void groupsByCause() {
		String example = deadLetter("conn-1");
		JsonNode cause = null;
		PageExamples.expectLike("deadletters-causes", json(get("/causes")));
		for (JsonNode one : json(get("/causes?limit=500"))) {
			cause = one.path("source").asText().equals(this.source) ? one : cause;
		}
		assertThat(cause).isNotNull();
		assertThat(cause.path("class").asText()).isEqualTo("message");
		assertThat(cause.path("code").asText()).isEqualTo("invalid_request_body");
		assertThat(cause.path("count").asInt()).isEqualTo(1);
		assertThat(cause.path("more").asBoolean()).isFalse();
		assertThat(cause.path("superseded").asInt()).isZero();
		assertThat(cause.path("first").asText()).isEqualTo(cause.path("last").asText()).endsWith("Z");
		assertThat(cause.path("reason").asText()).startsWith("Fuse answered 422");
		assertThat(cause.path("example").asText()).isEqualTo(example);
		String filter = "?cause=" + cause.path("cause").asText();
		assertThat(json(get(filter)).path("entries").findValuesAsText("id")).containsExactly(example);
		assertThat(json(get("/count" + filter)).path("total").asInt()).isEqualTo(1);
		assertThat(
				json(decide("{\"action\":\"replay\",\"cause\":\"" + cause.path("cause").asText() + "\"}")).path("found")
					.asInt())
			.isEqualTo(1);
	}

	@Test
	void showsAndFindsWhatUtf8CannotHold() {
		String odd = "\ud800 \ud83d\ude00 \0";
		String id = deadLetter(odd);
		assertThat(list("").at("/entries/0/connection").asText()).isEqualTo(odd);
		assertThat(json(get("?id=" + id)).path("connection").asText()).isEqualTo(odd);
		JsonNode found = json(decide("{\"action\":\"replay\",\"connection\":\"\\ud800 \\ud83d\\ude00 \\u0000\"}"));
		assertThat(found.path("found").asInt()).isEqualTo(1);
		assertThat(found.at("/filter/connection").asText()).isEqualTo(odd);
	}

	@Test
	void showsTheBodyUnmaskedOnDemandAndLogsIt(CapturedOutput output) {
		String id = deadLetter("conn-1");
		HttpResponse<String> masked = get("?id=" + id);
		assertThat(json(masked).at("/body/remote_data").asText()).isEqualTo("***");
		assertThat(json(masked).at("/body/financial_connection_id").asText()).isEqualTo("conn-1");
		assertThat(masked.body()).doesNotContain(NEVER_SHOW);
		assertThat(get("?id=" + id + "&unmasked=false").body()).doesNotContain(NEVER_SHOW);
		assertThat(output).doesNotContain("unmasked");
		JsonNode body = json(get("?id=" + id + "&unmasked=true")).path("body");
		assertThat(body.at("/remote_data/a").asText()).isEqualTo("\u20ac");
		assertThat(body.path("verification_token").asText()).isEqualTo(NEVER_SHOW);
		assertThat(json(masked).has("headers")).isFalse();
		assertThat(json(masked).at("/history/0/event").asText()).isEqualTo("dead-lettered");
		assertThat(json(masked).at("/history/0/attempt").asInt()).isEqualTo(1);
		assertThat(json(get("?id=" + id + "&unmasked=true")).at("/headers/fuse-verification").asText())
			.isEqualTo("signature");
		assertThat(output).contains("Showed dead letter " + id + " unmasked to user");
	}

	@Test
	void showsNothingWithoutALogin() {
		String id = deadLetter("conn-1");
		for (String query : List.of("", "?id=" + id, "?id=" + id + "&unmasked=true")) {
			HttpResponse<String> answer = send(HttpRequest.newBuilder(endpoint(query)).build());
			assertThat(answer.statusCode()).isEqualTo(401);
			assertThat(answer.body()).doesNotContain(NEVER_SHOW, this.source);
		}
	}

	@Test
	void decidesAboutOneByTheNameOfTheLogin(CapturedOutput output) {
		String connection = Webhooks.newConnection();
		String id = deadLetter(connection);
		HttpResponse<String> answer = decide("{\"action\":\"replay\",\"id\":\"%s\"}".formatted(id));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(json(answer).at("/deadLetter/connection").asText()).isEqualTo(connection);
		assertThat(output).contains("Replayed dead letter " + id).contains("(by user)");
		await().untilAsserted(() -> assertThat(calls(connection)).hasSize(1));
		assertThat(list("").path("total").asInt()).isZero();
		HttpResponse<String> again = decide("{\"action\":\"replay\",\"id\":\"%s\"}".formatted(id));
		assertThat(again.statusCode()).isEqualTo(404);
		assertThat(json(again).path("message").asText()).contains("no such dead letter");
	}

	@Test
	void decidesAboutManyOneAtATime() {
		for (int i = 0; i < 40; i++) {
			deadLetter("many-" + this.source + "-" + i);
		}
		String replay = "{\"action\":\"replay\",\"dryRun\":false,\"source\":\"%s\"}".formatted(this.source);
		JsonNode begun = json(await().until(() -> decide(replay), (answer) -> answer.statusCode() == 200));
		assertThat(begun.path("found").asInt()).isEqualTo(40);
		assertThat(decide(replay).statusCode()).isEqualTo(409);
		JsonNode decision = json(get("/decisions")).path(0);
		assertThat(decision.path("id")).isEqualTo(begun.path("id"));
		assertThat(decision.path("by").asText()).isEqualTo("user");
		JsonNode stopped = json(decide("{\"action\":\"stop\"}"));
		assertThat(stopped.path("state").asText()).isEqualTo("stopped");
		assertThat(decide("{\"action\":\"stop\"}").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"id":"x","action":"discard"}                       | reason
			{"id":"x","action":"discard","reason":" "}          | blank
			{"id":"x","action":"delete"}                        | replay or discard
			{"id":"x","action":"replay","dryRun":true}          | leave out
			{"id":"x","action":"replay","source":"plaid"}       | leave out
			{"id":"","action":"replay","all":true}              | The value of id is blank
			{"id":"x"}                                          | replay or discard
			{}                                                  | replay or discard
			{"action":"discard"}                                | reason
			{"action":"replay","olderThan":"soon"}              | 30m
			{"action":"replay","failureClass":"wrong"}          | message
			{"action":"replay","all":true,"dryRun":"flase"}     | true or false
			{"action":"replay","all":"yes"}                     | true or false
			{"action":"replay"}                                 | Say which
			{"action":"replay","dryRun":true}                   | Say which
			{"action":"replay","dryRun":false}                  | Say which
			{"action":"replay","all":false,"dryRun":false}      | Say which
			{"action":"discard","reason":"r","dryRun":false}    | Say which
			{"action":"replay","all":true,"source":"plaid"}     | leave one out
			{"action":"replay","failureclass":"message"}        | no parameter failureclass
			{"action":"replay","all":true,"dryrun":true}        | no parameter dryrun
			{"action":"stop","source":"plaid"}                  | no parameter source
			""")
	void saysWhatIsWrongWithADecision(String body, String sentence) {
		HttpResponse<String> answer = decide(body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@ParameterizedTest
	@CsvSource({ "?limit=0,500", "?limit=501,500", "?limit=many,500", "?olderThan=soon,30m", "?failureClass=x,message",
			"?Source=plaid,no parameter Source", "?source=,blank", "?source=a&source=b,more than once",
			"?after=no-such-id,under next", "?id=x&source=plaid,without a filter", "?unmasked=true,by its id",
			"?id=x&unmasked=yes,true or false", "?state=waiting,synced or delivered", "?state=synced&code=x,leave out",
			"/decisions?source=plaid,no parameter", "?cause=message,what causes shows",
			"/causes?source=plaid,no parameter", "?state=synced&cause=x,leave out" })
	void saysWhatIsWrongWithAQuestion(String query, String sentence) {
		HttpResponse<String> answer = get(query);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@ParameterizedTest
	@CsvSource({ "no-such-id", "x' OR '1'='1" })
	void saysThatItIsGone(String id) {
		HttpResponse<String> answer = get("?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(json(answer).path("message").asText()).contains("no such dead letter");
	}

	@Test
	void looksForWhatIsTooOldOnceAnHour(@Autowired ScheduledTaskHolder tasks) {
		assertThat(tasks.getScheduledTasks()).filteredOn((task) -> task.toString().contains("discardTheOld"))
			.singleElement()
			.extracting((task) -> (IntervalTask) task.getTask())
			.satisfies((task) -> assertThat(task.getIntervalDuration()).isEqualTo(Duration.ofHours(1)))
			.satisfies((task) -> assertThat(task.getInitialDelayDuration()).isEqualTo(Duration.ofHours(1)));
	}

	@Test
	void marksWhatANewerWebhookHasSuperseded() throws Exception {
		String connection = Webhooks.newConnection();
		deadLetter(connection);
		send(Webhooks.syncData(connection));
		await().untilAsserted(() -> {
			runScheduled("Superseding.mark");
			assertThat(list("&superseded=true").at("/entries/0/superseded").asText()).isNotBlank();
		});
		assertThat(list("&superseded=false").path("total").asInt()).isZero();
		Object[] filter = new Object[18];
		filter[2] = this.source;
		filter[11] = "true";
		assertThat(jmx("list", filter)).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("total", 1);
	}

	@Test
	void isInJmxToo(CapturedOutput output) throws Exception {
		String id = deadLetter("conn-1");
		Object[] bySource = new Object[18];
		bySource[2] = this.source;
		bySource[3] = " ";
		assertThat(jmx("list", bySource)).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("total", 1);
		assertThatExceptionOfType(MBeanException.class).isThrownBy(() -> jmx("show", "no-such-id"))
			.withMessageContaining("no such dead letter");
		assertThat(jmx("show", id)).asString().contains("***").doesNotContain(NEVER_SHOW);
		assertThat(((Map<?, ?>) jmx("decide", id, "discard", "via JMX")).get("action")).isEqualTo("discard");
		assertThat(output).contains("via JMX (by JMX)");
		assertThat(jmx("listDecisions")).isInstanceOf(List.class);
		assertThat(jmx("causes", (Object) null)).isInstanceOf(List.class);
	}

	private static Object jmx(String operation, Object... values) throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Deadletters,*"), null)
			.iterator()
			.next();
		return server.invoke(name, operation, values,
				Collections.nCopies(values.length, String.class.getName()).toArray(String[]::new));
	}

	private String deadLetter(String connection) {
		return StoredWebhooks
			.deadLetter(this.store, StoredWebhooks.webhook(connection, this.source, Instant.now()), Instant.now(),
					StoredWebhooks.REFUSED)
			.id();
	}

	private JsonNode list(String query) {
		return json(get("?source=" + this.source + query));
	}

	private HttpResponse<String> get(String path) {
		return send(loggedIn(endpoint(path)).build());
	}

	private HttpResponse<String> decide(String body) {
		return send(loggedIn(endpoint("")).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private URI endpoint(String path) {
		return URI.create("http://localhost:" + this.managementPort + "/actuator/deadletters" + path);
	}

}
