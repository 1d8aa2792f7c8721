package dev.fusesync.deadletters;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationListener;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.CamelContext;
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

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a person can do with dead letters, over HTTP and JMX. */
@ExtendWith(OutputCaptureExtension.class)
class DeadLettersTest extends ShippedRoutes {

	private static final String NEVER_SHOW = "never-show-this-remote-data";

	private static final ObjectMapper JSON = new ObjectMapper();

	/** Every test has a source of its own: the other tests' dead letters stay alone. */
	private final String source = "source-" + Webhooks.newConnection();

	@LocalManagementPort
	private int managementPort;

	@AfterEach
	void leaveNothing() {
		heal();
		await().untilAsserted(() -> {
			decide("", "{\"action\":\"discard\",\"reason\":\"end of test\",\"dryRun\":\"false\",\"source\":\"%s\"}"
				.formatted(this.source));
			assertThat(list("").path("total").asInt()).isZero();
		});
	}

	@Test
	void listsWhatIsKnown() {
		Webhooks webhook = park(422, "invalid_request_body");
		JsonNode entry = list("").path("entries").path(0);
		assertThat(list("").path("total").asInt()).isEqualTo(1);
		assertThat(entry.path("connection").asText()).isEqualTo(connection(webhook));
		assertThat(entry.path("type").asText()).isEqualTo(Webhooks.SYNC_DATA);
		assertThat(entry.path("source").asText()).isEqualTo(this.source);
		assertThat(entry.path("class").asText()).isEqualTo("message");
		assertThat(entry.path("status").asText()).isEqualTo("422");
		assertThat(entry.path("code").asText()).isEqualTo("invalid_request_body");
		assertThat(entry.path("requestId").asText()).isEqualTo("req-1");
		assertThat(entry.path("attempts").asInt()).isEqualTo(1);
		assertThat(entry.path("reason").asText()).isEqualTo("Fuse answered 422 with invalid_request_body.");
		assertThat(Instant.parse(entry.path("received").asText()))
			.isBeforeOrEqualTo(Instant.parse(entry.path("parked").asText()));
		assertThat(entry.has("hint")).isFalse();
		assertThat(entry.toString()).doesNotContain(NEVER_SHOW);
	}

	/** Hawtio forgets what it shows when there is a new MBean. */
	@Test
	void decidingMakesNoMBean() throws Exception {
		park(422, "");
		String first = list("").at("/entries/0/id").asText();
		decide("/" + first, "{\"action\":\"discard\",\"reason\":\"first\"}");
		park(422, "");
		String second = list("").at("/entries/0/id").asText();
		Set<String> changes = ConcurrentHashMap.newKeySet();
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		NotificationListener listener = (change, handback) -> changes
			.add(((MBeanServerNotification) change).getMBeanName().toString());
		server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener, null, null);
		try {
			decide("/" + second, "{\"action\":\"discard\",\"reason\":\"second\"}");
			assertThat(list("").path("total").asInt()).isZero();
			assertThat(changes).isEmpty();
		}
		finally {
			server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, listener);
		}
	}

	@Test
	void listsByClassCodeAndAge() {
		park(422, "invalid_request_body");
		park(404, "entity_not_found");
		assertThat(list("&failureClass=finished").path("total").asInt()).isEqualTo(1);
		assertThat(list("&code=invalid_request_body").path("total").asInt()).isEqualTo(1);
		assertThat(list("&failureClass=finished&code=invalid_request_body").path("total").asInt()).isZero();
		assertThat(list("&olderThan=30m").path("total").asInt()).isZero();
		assertThat(list("&olderThan=PT0S").path("total").asInt()).isEqualTo(2);
	}

	@Test
	void listsBySourceAndConnection() {
		String connection = connection(park(422, ""));
		park(422, "");
		assertThat(list("&connection=" + connection).path("entries").findValuesAsText("connection"))
			.containsExactly(connection);
		assertThat(json(get("?source=no-such-source")).path("total").asInt()).isZero();
	}

	@Test
	void listsPageByPage() {
		List<String> connections = List.of(connection(park(422, "")), connection(park(422, "")),
				connection(park(422, "")));
		JsonNode first = list("&limit=2");
		JsonNode second = list("&limit=2&after=" + first.at("/entries/1/id").asText());
		assertThat(first.path("total").asInt()).isEqualTo(3);
		assertThat(first.path("entries").findValuesAsText("connection")).isEqualTo(connections.subList(0, 2));
		assertThat(second.path("total").asInt()).isEqualTo(3);
		assertThat(second.path("entries").findValuesAsText("connection")).isEqualTo(connections.subList(2, 3));
	}

	@Test
	void hintsAtATokenThatWasTooOld() {
		String connection = Webhooks.newConnection();
		refuse(400, "");
		this.jms.send("inbox", (session) -> {
			BytesMessage old = labelled(session.createBytesMessage(), connection,
					Instant.now().minus(Duration.ofMinutes(4)).toString());
			old.setIntProperty("webhook_HYPHEN_calls", 6);
			return old;
		});
		await().untilAsserted(() -> assertThat(list("").at("/entries/0/hint").asText()).contains("token", "too old"));
	}

	@Test
	void showsTheBodyMasked() {
		Webhooks webhook = park(422, "");
		HttpResponse<String> answer = get("/" + id());
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(json(answer).path("connection").asText()).isEqualTo(connection(webhook));
		assertThat(json(answer).at("/body/remote_data").asText()).isEqualTo("***");
		assertThat(json(answer).at("/body/verification_token").asText()).isEqualTo("***");
		assertThat(json(answer).at("/body/financial_connection_id").asText()).isEqualTo(connection(webhook));
		assertThat(answer.body()).doesNotContain(NEVER_SHOW);
	}

	@Test
	void showsTheBodyUnmaskedOnDemandAndLogsIt(CapturedOutput output) {
		park(422, "");
		String id = id();
		assertThat(get("/" + id + "?unmasked=false").body()).doesNotContain(NEVER_SHOW);
		assertThat(output).doesNotContain("unmasked");
		HttpResponse<String> answer = get("/" + id + "?unmasked=true");
		assertThat(json(answer).at("/body/remote_data/a").asText()).isEqualTo(NEVER_SHOW + " \u20ac");
		assertThat(json(answer).at("/body/verification_token").asText()).isEqualTo(NEVER_SHOW);
		assertThat(output).contains("Showed dead letter " + id + " unmasked to user").doesNotContain(NEVER_SHOW);
	}

	@Test
	void showsNothingWithoutALogin() {
		park(422, "");
		for (String query : List.of("", "?unmasked=true")) {
			HttpResponse<String> answer = send(HttpRequest.newBuilder(endpoint("/" + id() + query)).build());
			assertThat(answer.statusCode()).isEqualTo(401);
			assertThat(answer.body()).doesNotContain(NEVER_SHOW, this.source);
		}
	}

	@Test
	void showsNothingUnmaskedThatIsGoneOrNotAskedForPlainly() {
		assertThat(get("/no-such-id?unmasked=true").statusCode()).isEqualTo(404);
		HttpResponse<String> answer = get("/no-such-id?unmasked=yes");
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains("true or false");
	}

	@Test
	void replaysOneWithItsHistory() {
		Webhooks webhook = park(422, "");
		heal();
		HttpResponse<String> answer = decide("/" + id(), "{\"action\":\"replay\"}");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(json(answer).at("/deadLetter/connection").asText()).isEqualTo(connection(webhook));
		await().untilAsserted(() -> assertThat(calls(connection(webhook))).hasSize(2));
		LoggedRequest call = calls(connection(webhook)).get(1);
		assertThat(call.getBody()).isEqualTo(webhook.body());
		assertThat(call.getHeader("fuse-verification")).isEqualTo(webhook.signature());
		assertThat(list("").path("total").asInt()).isZero();
	}

	@Test
	void whatFailsAgainComesBackWithItsHistory() throws JMSException {
		Webhooks webhook = park(422, "");
		String received = list("").at("/entries/0/received").asText();
		for (int replays = 1; replays <= 2; replays++) {
			String id = id();
			decide("/" + id, "{\"action\":\"replay\"}");
			int count = replays;
			await().untilAsserted(() -> assertThat(list("").at("/entries/0/replays").asInt()).isEqualTo(count));
			JsonNode entry = list("").path("entries").path(0);
			assertThat(entry.path("id").asText()).isNotEqualTo(id);
			assertThat(entry.path("attempts").asInt()).isEqualTo(1 + replays);
			assertThat(entry.path("firstReceived").asText()).isEqualTo(received);
			assertThat(entry.path("received").asText()).isGreaterThan(received);
		}
		BytesMessage deadLetter = deadLetters(connection(webhook)).get(0);
		assertThat(deadLetter.getBody(byte[].class)).isEqualTo(webhook.body());
	}

	@Test
	void replaysALargeWebhookByteByByte() {
		String connection = Webhooks.newConnection();
		Webhooks large = Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","source":"%s","remote_data":"%s"}"""
			.formatted(Webhooks.SYNC_DATA, connection, this.source, "é".repeat(100_000)));
		park(large, connection, 422, "");
		heal();
		decide("/" + id(), "{\"action\":\"replay\"}");
		await().untilAsserted(() -> assertThat(calls(connection)).hasSize(2));
		assertThat(calls(connection).get(1).getBody()).isEqualTo(large.body());
	}

	@Test
	void countsBeforeItReplaysMany() {
		List<Webhooks> webhooks = List.of(park(422, ""), park(422, ""), park(404, "entity_not_found"));
		heal();
		String filter = "\"failureClass\":\"message\",\"source\":\"%s\"".formatted(this.source);
		JsonNode dry = json(decide("", "{\"action\":\"replay\",%s}".formatted(filter)));
		assertThat(dry.path("found").asInt()).isEqualTo(2);
		assertThat(dry.path("dryRun").asBoolean()).isTrue();
		assertThat(list("").path("total").asInt()).isEqualTo(3);
		JsonNode done = decideMany("replay", filter);
		assertThat(done.path("found").asInt()).isEqualTo(2);
		await().untilAsserted(() -> assertThat(list("").path("total").asInt()).isEqualTo(1));
		assertThat(list("").at("/entries/0/connection").asText()).isEqualTo(connection(webhooks.get(2)));
		await().untilAsserted(() -> assertThat(webhooks.subList(0, 2))
			.allSatisfy((webhook) -> assertThat(calls(connection(webhook))).hasSize(2)));
	}

	@Test
	void replaysManyWhileWebhooksComeAndOneRunAtATime() {
		List<Webhooks> parked = IntStream.range(0, 20).mapToObj((i) -> park(422, "")).toList();
		heal();
		String all = "{\"action\":\"replay\",\"dryRun\":false,\"source\":\"%s\"}".formatted(this.source);
		await().untilAsserted(() -> assertThat(decide("", all).statusCode()).isEqualTo(200));
		HttpResponse<String> second = decide("", all);
		assertThat(second.statusCode()).isEqualTo(409);
		assertThat(json(second).path("message").asText()).contains("already");
		List<Webhooks> fresh = IntStream.range(0, 20).mapToObj((i) -> webhook(Webhooks.newConnection())).toList();
		fresh.forEach(this::send);
		await().untilAsserted(() -> assertThat(list("").path("total").asInt()).isZero());
		await().untilAsserted(
				() -> assertThat(parked).allSatisfy((webhook) -> assertThat(calls(connection(webhook))).hasSize(2)));
		await().untilAsserted(
				() -> assertThat(fresh).allSatisfy((webhook) -> assertThat(calls(connection(webhook))).hasSize(1)));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', value = { "`\"code\":\"entity_not_found\"`", "`\"failureClass\":\"finished\"`" })
	void replaysThoseThatMatchAndNoOthers(String filter) {
		String meant = connection(park(404, "entity_not_found"));
		String other = connection(park(422, "invalid_request_body"));
		heal();
		decideMany("replay", "\"source\":\"%s\",%s".formatted(this.source, filter));
		await().untilAsserted(() -> assertThat(calls(meant)).hasSize(2));
		await().untilAsserted(
				() -> assertThat(list("").path("entries").findValuesAsText("connection")).containsExactly(other));
		assertThat(calls(other)).hasSize(1);
	}

	@Test
	void replaysThoseThatAreOldEnough() {
		String old = Webhooks.newConnection();
		parkedBefore(old, Duration.ofHours(3));
		String young = connection(park(422, ""));
		heal();
		String filter = "\"source\":\"%s\",\"olderThan\":\"2h\"".formatted(this.source);
		decideMany("replay", filter);
		await().untilAsserted(() -> assertThat(calls(old)).hasSize(1));
		await().untilAsserted(
				() -> assertThat(list("").path("entries").findValuesAsText("connection")).containsExactly(young));
	}

	@Test
	void replaysAll() {
		List<Webhooks> webhooks = List.of(park(422, ""), park(404, "entity_not_found"));
		heal();
		JsonNode dry = json(decide("", "{\"action\":\"replay\",\"all\":true}"));
		assertThat(dry.path("found").asInt()).isGreaterThanOrEqualTo(2);
		assertThat(list("").path("total").asInt()).isEqualTo(2);
		decideMany("replay", "\"all\":true");
		await().untilAsserted(
				() -> assertThat(webhooks).allSatisfy((webhook) -> assertThat(calls(connection(webhook))).hasSize(2)));
		await().untilAsserted(() -> assertThat(list("").path("total").asInt()).isZero());
	}

	@Test
	void discardsAllOfOnePerson() {
		String person = Webhooks.newConnection();
		park(webhook(person), person, 422, "");
		String other = connection(park(422, ""));
		JsonNode done = decideMany("discard", "\"connection\":\"%s\"".formatted(person));
		assertThat(done.path("found").asInt()).isEqualTo(1);
		await().untilAsserted(
				() -> assertThat(list("").path("entries").findValuesAsText("connection")).containsExactly(other));
		assertThat(calls(person)).as("a discard calls nobody").hasSize(1);
	}

	@Test
	void discardsWhatIsOlderThanItIsKept(@Autowired DeadLetterQueue queue, @Autowired BulkRun bulk,
			CapturedOutput output) {
		String old = Webhooks.newConnection();
		parkedBefore(old, Duration.ofDays(31));
		String young = connection(park(422, ""));
		new Retention(queue, bulk, new DeadLetterSettings(20, Duration.ZERO)).discardTheOld();
		Retention retention = new Retention(queue, bulk, new DeadLetterSettings(20, Duration.ofDays(30)));
		assertThat(list("").path("total").asInt()).isEqualTo(2);
		await().untilAsserted(() -> {
			retention.discardTheOld();
			assertThat(list("").path("entries").findValuesAsText("connection")).containsExactly(young);
		});
		await().untilAsserted(
				() -> assertThat(output).contains("of connection " + old + ": Older than fuse.deadletters.retention"));
	}

	@Test
	void looksForWhatIsTooOldOnceAnHour(@Autowired ScheduledTaskHolder tasks) {
		assertThat(tasks.getScheduledTasks()).filteredOn((task) -> task.toString().contains("discardTheOld"))
			.singleElement()
			.extracting((task) -> ((IntervalTask) task.getTask()).getIntervalDuration())
			.isEqualTo(Duration.ofHours(1));
	}

	@Test
	void replaysManyOnceThoughTheyFailAgain() {
		Webhooks webhook = park(422, "");
		decideMany("replay", "\"source\":\"%s\"".formatted(this.source));
		await().untilAsserted(() -> assertThat(list("").at("/entries/0/replays").asInt()).isEqualTo(1));
		await().during(Duration.ofMillis(500)).untilAsserted(() -> assertThat(calls(connection(webhook))).hasSize(2));
	}

	@Test
	void discardsOneWithAReason() {
		park(422, "");
		String id = id();
		assertThat(decide("/" + id, "{\"action\":\"discard\",\"reason\":\"The customer left\"}").statusCode())
			.isEqualTo(200);
		assertThat(list("").path("total").asInt()).isZero();
		HttpResponse<String> again = decide("/" + id, "{\"action\":\"replay\"}");
		assertThat(again.statusCode()).isEqualTo(404);
		assertThat(json(again).path("message").asText()).contains("no such dead letter");
		assertThat(get("/" + id).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/x  | {"action":"discard"}                                | reason
			/x  | {"action":"discard","reason":" "}                   | reason
			/x  | {"action":"delete"}                                 | replay or discard
			/x  | {}                                                  | replay or discard
			``  | {"action":"discard"}                                | reason
			``  | {"action":"replay","olderThan":"soon"}              | 30m
			``  | {"action":"replay","failureClass":"wrong"}          | message
			``  | {"action":"replay","all":true,"dryRun":"flase"}     | true or false
			``  | {"action":"replay","all":"yes"}                     | true or false
			``  | {"action":"replay"}                                 | Say which
			``  | {"action":"replay","dryRun":true}                   | Say which
			``  | {"action":"replay","dryRun":false}                  | Say which
			``  | {"action":"replay","all":false,"dryRun":false}      | Say which
			``  | {"action":"discard","reason":"r","dryRun":false}    | Say which
			``  | {"action":"replay","all":true,"source":"plaid"}     | leave one out
			``  | {"action":"replay","failureclass":"message"}        | no parameter failureclass
			``  | {"action":"replay","all":true,"dryrun":true}        | no parameter dryrun
			/x  | {"action":"replay","dryRun":true}                   | no parameter dryRun
			""")
	void saysWhatIsWrongWithADecision(String path, String body, String sentence) {
		HttpResponse<String> answer = decide(path, body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@ParameterizedTest
	@CsvSource({ "limit=0,500", "limit=501,500", "limit=many,500", "olderThan=soon,30m", "failureClass=x,message",
			"Source=plaid,no parameter Source" })
	void saysWhatIsWrongWithAFilter(String query, String sentence) {
		HttpResponse<String> answer = get("?" + query);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(json(answer).path("message").asText()).contains(sentence);
	}

	@ParameterizedTest
	@CsvSource({ "/no-such-id", "/x'%20OR%20'1'='1", "?after=no-such-id" })
	void saysThatItIsGone(String path) {
		HttpResponse<String> answer = get(path);
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(json(answer).path("message").asText()).contains("no such dead letter");
	}

	@Test
	void replaysWhatTheBrokerMoved(@Autowired EmbeddedActiveMQ broker) throws Exception {
		String connection = Webhooks.newConnection();
		String received = Instant.now().minus(Duration.ofHours(1)).toString();
		String queue = moveByTheBroker(broker, connection, received);
		JsonNode entry = list("&failureClass=unexpected").path("entries").path(0);
		assertThat(entry.path("connection").asText()).isEqualTo(connection);
		assertThat(entry.path("attempts").asInt()).isEqualTo(7);
		assertThat(entry.path("received").asText()).isEqualTo(received);
		assertThat(entry.path("reason").asText()).contains("The broker moved it here from the queue " + queue);
		assertThat(json(get("/" + id())).at("/body/financial_connection_id").asText()).isEqualTo(connection);
		refuse(422, "");
		assertThat(decide("/" + id(), "{\"action\":\"replay\"}").statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(list("&failureClass=message").path("total").asInt()).isEqualTo(1));
		JsonNode again = list("&failureClass=message").path("entries").path(0);
		assertThat(again.path("attempts").asInt()).isEqualTo(8);
		assertThat(again.path("replays").asInt()).isEqualTo(1);
		assertThat(again.path("firstReceived").asText()).isEqualTo(received);
		heal();
		decide("/" + id(), "{\"action\":\"replay\"}");
		await().untilAsserted(() -> assertThat(calls(connection)).hasSize(2));
		assertThat(calls(connection))
			.allSatisfy((call) -> assertThat(call.getBody()).isEqualTo(webhook(connection).body()));
	}

	@Test
	void discardsWhatTheBrokerMoved(@Autowired EmbeddedActiveMQ broker) throws Exception {
		moveByTheBroker(broker, Webhooks.newConnection(), Instant.now().toString());
		decideMany("discard", "\"failureClass\":\"unexpected\",\"source\":\"%s\"".formatted(this.source));
		await().untilAsserted(() -> assertThat(list("").path("total").asInt()).isZero());
	}

	/** As after 20 deliveries that ended in roll-backs. */
	private String moveByTheBroker(EmbeddedActiveMQ broker, String connection, String received) throws Exception {
		String queue = "queue-" + connection;
		this.jms.send(queue, (session) -> {
			BytesMessage message = labelled(session.createBytesMessage(), connection, received);
			message.setIntProperty("webhook_HYPHEN_calls", 7);
			return message;
		});
		await().until(() -> broker.getActiveMQServer()
			.locateQueue(SimpleString.of(queue))
			.sendMessagesToDeadLetterAddress(null) == 1);
		await().untilAsserted(() -> assertThat(list("&failureClass=unexpected").path("total").asInt()).isEqualTo(1));
		return queue;
	}

	private void parkedBefore(String connection, Duration age) {
		String time = Instant.now().minus(age).toString();
		this.jms.send("dead-letter", (session) -> {
			BytesMessage message = labelled(session.createBytesMessage(), connection, time);
			message.setIntProperty("webhook_HYPHEN_calls", 1);
			message.setStringProperty("dead_HYPHEN_letter_HYPHEN_class", "message");
			message.setStringProperty("dead_HYPHEN_letter_HYPHEN_time", time);
			return message;
		});
	}

	private BytesMessage labelled(BytesMessage message, String connection, String received) throws JMSException {
		message.writeBytes(webhook(connection).body());
		message.setStringProperty("fuse_HYPHEN_verification", webhook(connection).signature());
		message.setStringProperty("webhook_HYPHEN_type", Webhooks.SYNC_DATA);
		message.setStringProperty("webhook_HYPHEN_connection", connection);
		message.setStringProperty("webhook_HYPHEN_source", this.source);
		message.setStringProperty("webhook_HYPHEN_received", received);
		return message;
	}

	/** More than the broker reads from disk for a consumer. */
	@Test
	void decidesAboutWhatLiesDeepOnDisk() {
		for (int i = 0; i < 300; i++) {
			this.jms.send("dead-letter", (session) -> {
				BytesMessage older = session.createBytesMessage();
				older.writeBytes(new byte[90_000]);
				older.setStringProperty("webhook_HYPHEN_source", this.source);
				older.setStringProperty("dead_HYPHEN_letter_HYPHEN_class", "message");
				return older;
			});
		}
		Webhooks one = park(404, "entity_not_found");
		Webhooks many = park(404, "entity_not_found");
		heal();
		String id = list("&code=entity_not_found").at("/entries/0/id").asText();
		assertThat(decide("/" + id, "{\"action\":\"replay\"}").statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(calls(connection(one))).hasSize(2));
		decideMany("replay", "\"code\":\"entity_not_found\",\"source\":\"%s\"".formatted(this.source));
		await().untilAsserted(() -> assertThat(calls(connection(many))).hasSize(2));
		assertThat(list("").path("total").asInt()).isEqualTo(300);
	}

	@Test
	void takesBackWhatWasChosenWhenTheProgramEnded(@Autowired DeadLetterQueue queue) {
		Webhooks webhook = park(422, "");
		String id = id();
		queue.choose(List.of(id));
		assertThat(deadLetters(connection(webhook))).isEmpty();
		assertThat(id()).isEqualTo(id);
		assertThat(get("/" + id).statusCode()).isEqualTo(200);
		queue.unchoose();
		assertThat(deadLetters(connection(webhook))).hasSize(1);
		assertThat(list("").path("total").asInt()).isEqualTo(1);
		assertThat(id()).isEqualTo(id);
	}

	@Test
	void replayRoutePutsAllBack(@Autowired CamelContext camel) throws Exception {
		List<Webhooks> parked = List.of(park(422, ""), park(422, ""));
		String received = list("").at("/entries/0/received").asText();
		assertThat(camel.getRouteController().getRouteStatus("replay").isStopped()).isTrue();
		camel.getRouteController().startRoute("replay");
		await().untilAsserted(() -> assertThat(parked)
			.allSatisfy((webhook) -> assertThat(calls(connection(webhook))).hasSizeGreaterThan(2)));
		camel.getRouteController().stopRoute("replay");
		await().untilAsserted(() -> assertThat(list("").path("total").asInt()).isEqualTo(2));
		JsonNode entry = list("").path("entries").path(0);
		assertThat(entry.path("replays").asInt()).isGreaterThan(1);
		assertThat(entry.path("attempts").asInt()).isEqualTo(entry.path("replays").asInt() + 1);
		assertThat(entry.path("firstReceived").asText()).isBetween(received, entry.path("received").asText());
	}

	@Test
	void isInJmxToo() throws Exception {
		park(422, "");
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Deadletters,*"), null)
			.iterator()
			.next();
		Object page = server.invoke(name, "list", new Object[] { null, null, this.source, null, null, null, null },
				strings(7));
		assertThat(page).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("total", 1);
		assertThatExceptionOfType(MBeanException.class)
			.isThrownBy(() -> server.invoke(name, "show", new Object[] { "no-such-id" }, strings(1)))
			.withMessageContaining("no such dead letter");
		assertThat(server.invoke(name, "show", new Object[] { id() }, strings(1))).asString()
			.contains("***")
			.doesNotContain(NEVER_SHOW);
		Map<?, ?> moved = (Map<?, ?>) server.invoke(name, "decide", new Object[] { id(), "discard", "via JMX" },
				strings(3));
		assertThat(moved.get("action")).isEqualTo("discard");
	}

	private static String[] strings(int count) {
		return Collections.nCopies(count, String.class.getName()).toArray(String[]::new);
	}

	/** Sends a webhook that Fuse refuses, and waits until it is a dead letter. */
	private Webhooks park(int status, String code) {
		String connection = Webhooks.newConnection();
		return park(webhook(connection), connection, status, code);
	}

	private Webhooks park(Webhooks webhook, String connection, int status, String code) {
		refuse(status, code);
		send(webhook);
		await().untilAsserted(() -> assertThat(deadLetters(connection)).hasSize(1));
		return webhook;
	}

	private void refuse(int status, String code) {
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.source))
			.willReturn(aResponse().withStatus(status)
				.withBody("{\"request_id\":\"req-1\",\"code\":\"%s\"}".formatted(code))));
	}

	private void heal() {
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.source)).willReturn(WireMock.okJson(SYNCED)));
	}

	private Webhooks webhook(String connection) {
		return Webhooks.signed("""
				{"type":"%s", "financial_connection_id":"%s", "source":"%s",
				 "verification_token":"%s",  "remote_data":{"a":"%4$s \\u20ac"}}
				""".formatted(Webhooks.SYNC_DATA, connection, this.source, NEVER_SHOW));
	}

	private static String connection(Webhooks webhook) {
		try {
			return JSON.readTree(webhook.body()).path("financial_connection_id").asText();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String id() {
		return list("").at("/entries/0/id").asText();
	}

	private JsonNode list(String query) {
		return json(get("?source=" + this.source + query));
	}

	private HttpResponse<String> get(String path) {
		return send(loggedIn(endpoint(path)).build());
	}

	private HttpResponse<String> decide(String path, String body) {
		return send(loggedIn(endpoint(path)).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	/** Once no other run goes on. */
	private JsonNode decideMany(String action, String filter) {
		String body = "{\"action\":\"%s\",\"reason\":\"test\",\"dryRun\":false,%s}".formatted(action, filter);
		return json(await().until(() -> decide("", body), (answer) -> answer.statusCode() == 200));
	}

	private URI endpoint(String path) {
		return URI.create("http://localhost:" + this.managementPort + "/actuator/deadletters" + path);
	}

	private static JsonNode json(HttpResponse<String> answer) {
		try {
			return JSON.readTree(answer.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException(answer.body(), ex);
		}
	}

}
