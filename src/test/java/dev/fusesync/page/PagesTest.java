package dev.fusesync.page;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** What the pages show of what the endpoints answer, and what their forms do. */
class PagesTest {

	private static final FixtureEndpoints ENDPOINTS = new FixtureEndpoints();

	private static final Pattern PROGRAMS = Pattern.compile("(?s)<script[^>]*>|<[a-z][^>]*\\son[a-z]+\\s*=[^>]*>");

	private static FixtureProgram operator;

	private static FixtureProgram viewer;

	@BeforeAll
	static void start() {
		operator = FixtureProgram.start(ENDPOINTS, new FixtureProgram.Login("anna", true), 0);
		viewer = FixtureProgram.start(ENDPOINTS, new FixtureProgram.Login("ben", false), 0);
	}

	@AfterAll
	static void stop() {
		operator.close();
		viewer.close();
	}

	@BeforeEach
	void answerAll() {
		ENDPOINTS.forget();
		ENDPOINTS.answerLike("paused");
	}

	static List<String> pages() {
		return List.of("", "dead-letters", "dead-letters?view=list", "dead-letters?source=plaid", "dead-letter?id=x",
				"decide?action=replay&all=true", "decide?action=discard&source=plaid", "decide?action=discard&id=x",
				"decisions", "waiting", "waiting-decide?action=retry&all=true", "waiting-decide?action=give-up&id=x",
				"connections", "connection?id=x", "connection-decide?action=erase&id=x",
				"connection-decide?action=sync-again&id=x", "health", "document", "document?name=operating");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void areWholeDocuments(String path) throws Exception {
		HttpResponse<String> page = operator.get(path);
		assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
		assertThat(page.headers().firstValue("content-type")).contains("text/html;charset=UTF-8");
		assertThat(page.headers().firstValue("content-security-policy")).contains(PageServlet.POLICY);
		assertThat(page.body()).startsWith("<!DOCTYPE html>")
			.contains("<h1", "<title>", "lang=\"en\"", "</html>")
			.doesNotContain("{{");
		assertThat(Pattern.compile("<h1").matcher(page.body()).results()).hasSize(1);
	}

	@Test
	void showNothingWhereThereIsNothing() throws Exception {
		ENDPOINTS.answer("overview", "overview-ok")
			.answer("deadletters", "deadletters-none")
			.answer("deadletters/causes", "causes-none")
			.answer("deadletters/decisions", "decisions-none")
			.answer("connections", "connections-none")
			.answer("waiting", "waiting-none");
		assertThat(operator.get("").body()).contains("Webhooks are received and synced. 3 wait.", "All well");
		assertThat(operator.get("dead-letters").body()).contains("No dead letters").doesNotContain("Replay all");
		assertThat(operator.get("dead-letters?source=mx").body()).contains("No dead letters match");
		assertThat(operator.get("decisions").body()).contains("No decisions yet");
		assertThat(operator.get("connections").body()).contains("No connections here");
		assertThat(operator.get("waiting").body()).contains("Nothing waits here").doesNotContain("Give up all");
	}

	@Test
	void overviewTellsTheState() throws Exception {
		assertThat(text(operator.get(""))).contains("Paused", "Nothing is synced since 17:08 UTC", "Try Fuse now",
				"Show the webhooks", "next attempt in", "449", "12 more superseded", "fuse-sync-0:8081",
				"fuse-sync-1:8081", "412", "TELLER_CERTIFICATE");
		ENDPOINTS.answer("overview", "overview-down");
		assertThat(text(operator.get(""))).contains("Down", "Webhooks are answered with 503", "173 MiB of 99.7 GiB",
				"41 for 72h", "names a file that cannot be read");
		assertThat(operator.get("").body()).contains("href=\"document?name&#x3D;operating#the-disk-is-full\"");
	}

	@Test
	void overviewIsThereWithoutTheCauses() throws Exception {
		ENDPOINTS.refuse("deadletters/causes", new DataAccessResourceFailureException("away"));
		assertThat(text(operator.get(""))).contains("finished 412", "message 37");
	}

	@Test
	void healthTellsTheWorstFirstAndWhereToRead() throws Exception {
		HttpResponse<String> page = viewer.get("health");
		assertThat(text(page)).containsSubsequence("store", "DOWN", "dispatch", "PAUSED", "since", "47 minutes ago",
				"next attempt", "credentials", "ATTENTION", "last answers · plaid", "missing_plaid_secret_header. 20",
				"12 minutes ago", "deadLetters", "10,037", "camelHealth", "UP", "db › first", "UNKNOWN", "diskSpace",
				"173 MiB");
		assertThat(page.body().split("What to do", -1)).as("one for each part that is not well").hasSize(5);
		assertThat(page.body()).contains("operating#store-and-disk\"", "operating#fuse\"", "operating#dead-letters\"",
				"operating#an-aggregators-credentials-are-refused\"", "aria-current=\"page\">Health");
	}

	@Test
	void healthLeadsToHeadingsThatAreThere() throws Exception {
		String documents = operator.get("document?name=operating").body();
		for (String part : List.of("store", "receive", "camelHealth", "dispatch", "credentials", "deadLetters",
				"diskSpace")) {
			ENDPOINTS.answer("health", new ObjectMapper().readTree("""
					{"status":"DOWN","components":{"%s":{"status":"DOWN"}}}""".formatted(part)));
			Matcher heading = Pattern.compile("operating#([a-z-]+)\"").matcher(operator.get("health").body());
			assertThat(heading.find()).as(part).isTrue();
			assertThat(documents).as(part).contains(" id=\"" + heading.group(1) + "\"");
		}
	}

	@Test
	void healthSaysThatASettingHidesItsParts() throws Exception {
		ENDPOINTS.answer("health", new ObjectMapper().readTree("{\"status\":\"UP\"}"));
		assertThat(text(operator.get("health"))).contains("In all UP", "Its parts are not shown")
			.doesNotContain("Part ");
	}

	@Test
	void healthLeadsToTheRouteThatIsStopped() throws Exception {
		ENDPOINTS.answer("health", new ObjectMapper().readTree("""
				{"status":"PAUSED","components":{"dispatch":{"status":"PAUSED","details":{"stopped":"x"}}}}"""));
		assertThat(operator.get("health").body()).contains("operating#your-routes\"");
	}

	@Test
	void aDeadLetterHasWhatOnePastesIntoATicket() throws Exception {
		assertThat(text(operator.get("dead-letter?id=x"))).contains("Fuse answered 422 with invalid_request_body.",
				"1764d296-b5bc-4f6c-9f1e-000000000001", "fc_9e3779b1", "Ask Fuse's support", "replayed", "by anna",
				"\"remote_data\" : \"***\"", "token in it may have been too old");
	}

	@Test
	void aListOfOneCauseTellsWhatToDo() throws Exception {
		assertThat(text(operator.get("dead-letters?cause=x"))).contains("Dead letters of one cause",
				"Ask Fuse's support");
		assertThat(text(operator.get("dead-letters?source=plaid"))).doesNotContain("Ask Fuse's support");
	}

	@Test
	void namesTheNumberInTheDialogAndDecidesWithTheFilter() throws Exception {
		HttpResponse<String> dialog = operator.get("decide?action=discard&source=plaid&failureClass=message");
		assertThat(text(dialog)).contains("Discard 37 dead letters?", "failureClass: message", "source: plaid");
		assertThat(ENDPOINTS.written()).as("nothing is done by looking").isEmpty();
		HttpResponse<String> done = operator.post("decide", Map.of("action", "discard", "source", "plaid",
				"failureClass", "message", "reason", "They left", "token", FixtureProgram.token(dialog)));
		assertThat(done.statusCode()).isEqualTo(303);
		assertThat(done.headers().firstValue("location")).contains("decisions");
		assertThat(ENDPOINTS.written()).containsExactly(new FixtureEndpoints.Written("deadletters", Map.of("action",
				"discard", "source", "plaid", "failureClass", "message", "reason", "They left", "dryRun", "false")));
	}

	@ParameterizedTest
	@CsvSource({ "decide, deadletters, replay, dead-letters, back in its queue",
			"waiting-decide, waiting, retry, waiting, due now", "waiting-decide, waiting, give-up, waiting, given up" })
	void decidesAboutOne(String path, String endpoint, String action, String next, String sentence) throws Exception {
		String token = FixtureProgram.token(operator.get(path + "?action=" + action + "&id=x"));
		HttpResponse<String> done = operator.post(path,
				Map.of("action", action, "id", "x", "reason", "So", "token", token));
		assertThat(done.headers().firstValue("location")).contains(next + "?done=" + action);
		assertThat(ENDPOINTS.written()).containsExactly(
				new FixtureEndpoints.Written(endpoint, Map.of("action", action, "id", "x", "reason", "So")));
		assertThat(operator.get(next + "?done=" + action).body()).contains(sentence);
	}

	@ParameterizedTest
	@CsvSource({ "decide?action=replay&source=mx, 0, No dead letter to replay, Nothing matches at the moment",
			"waiting-decide?action=give-up&all=true, 0, No waiting webhook to give up, Nothing matches at the moment",
			"waiting-decide?action=retry&all=true, 137, No waiting webhook to retry, now or within 15 seconds: 137" })
	void offersNothingWhereThereIsNothingToDecide(String path, int due, String title, String why) throws Exception {
		for (String endpoint : List.of("deadletters", "waiting")) {
			ENDPOINTS.answer("POST " + endpoint,
					((ObjectNode) FixtureEndpoints.read("dry-run")).put("found", 0).put("due", due));
		}
		HttpResponse<String> dialog = operator.get(path);
		assertThat(text(dialog)).contains(title, why, "Close");
		assertThat(dialog.body()).doesNotContain("<form", "<button", "primary");
	}

	@Test
	void namesTheWebhookInTheDialog() throws Exception {
		assertThat(text(operator.get("waiting-decide?action=give-up&id=x"))).contains("fc_538453d7",
				"financial_connection.sync_data", "Fuse's request id 1764d296-b5bc-0007",
				"Reason, for the history and the log");
		assertThat(text(operator.get("waiting-decide?action=give-up&all=true")))
			.contains("4 more are due already, now or within 15 seconds")
			.doesNotContain("Fuse's request id");
	}

	@Test
	void leadsToTheTimelineAfterADecisionAboutOne() throws Exception {
		String token = FixtureProgram.token(operator.get("waiting-decide?action=retry&id=x"));
		ENDPOINTS.answer("POST waiting",
				new ObjectNode(JsonNodeFactory.instance).set("webhook", FixtureEndpoints.read("waiting-one")));
		HttpResponse<String> done = operator.post("waiting-decide",
				Map.of("action", "retry", "id", "x", "token", token));
		assertThat(done.headers().firstValue("location")).contains("waiting?about=fc_538453d7&done=retry");
		HttpResponse<String> list = operator.get("waiting?about=fc_538453d7&done=retry");
		assertThat(text(list)).contains("The webhook is due now. See the timeline of its connection");
		assertThat(list.body()).contains("href=\"connection?id&#x3D;fc_538453d7\">See the timeline");
	}

	@Test
	void waitingTellsThatFuseIsNotCalled() throws Exception {
		assertThat(text(operator.get("waiting"))).contains("Nothing is synced since",
				"Fuse is not called at the moment", "614 webhooks in all");
		assertThat(text(operator.get("waiting?queue=other-events"))).contains("2 webhooks in all");
		assertThat(text(operator.get("waiting?source=mx"))).doesNotContain("in all ");
		ENDPOINTS.answer("overview", "overview-ok");
		assertThat(text(operator.get("waiting"))).contains("It was not attempted yet")
			.doesNotContain("Fuse is not called", "Webhooks are received");
		ENDPOINTS.refuse("overview", new DataAccessResourceFailureException("away"));
		assertThat(text(operator.get("waiting"))).contains("It was not attempted yet").doesNotContain("in all ");
	}

	@Test
	void doesNotUrgeAReplayThatChangesNothing() throws Exception {
		String urged = "class=\"button primary\" href=\"decide?action&#x3D;replay";
		assertThat(operator.get("dead-letter?id=x").body()).doesNotContain(urged);
		ENDPOINTS.answer("deadletters?id",
				((ObjectNode) FixtureEndpoints.read("deadletter")).put("class", "transient"));
		assertThat(operator.get("dead-letter?id=x").body()).contains(urged);
	}

	@Test
	void aCauseOfOneLeadsToItsDeadLetter() throws Exception {
		assertThat(operator.get("dead-letters").body())
			.contains("href=\"dead-letter?id&#x3D;019ba5e2-7c1d-7e4a-9d1c-2f3c86f0a1b3\"")
			.doesNotContain("f0a1b2\"");
	}

	@Test
	void aConnectionSaysWhatIsSyncedAgain() throws Exception {
		assertThat(text(operator.get("connection?id=x")))
			.contains("sends financial_connection.sync_data to Fuse once more: it was received 26 hours ago");
		assertThat(text(viewer.get("connection?id=x"))).doesNotContain("once more", "Sync again");
	}

	@Test
	void erasesOnlyWhatWasTyped() throws Exception {
		Map<String, String> form = new HashMap<>(
				Map.of("action", "erase", "id", "fc_9e3779b1", "reason", "She asked", "typed", "79b2", "token",
						FixtureProgram.token(operator.get("connection-decide?action=erase&id=fc_9e3779b1"))));
		HttpResponse<String> wrong = operator.post("connection-decide", form);
		assertThat(wrong.statusCode()).isEqualTo(400);
		assertThat(text(wrong)).contains("nothing was done. Type 79b1", "1 dead letter, 14 finished webhooks");
		assertThat(wrong.body()).contains("value=\"She asked\"");
		assertThat(ENDPOINTS.written()).isEmpty();
		form.put("typed", "79b1");
		assertThat(operator.post("connection-decide", form).headers().firstValue("location"))
			.contains("connections?done=erase");
		assertThat(ENDPOINTS.written()).containsExactly(new FixtureEndpoints.Written("connections",
				Map.of("action", "erase", "id", "fc_9e3779b1", "reason", "She asked", "dryRun", "false")));
	}

	@Test
	void stopsTheRunningDecision() throws Exception {
		ENDPOINTS.answer("POST deadletters", "dry-run");
		HttpResponse<String> page = operator.get("decisions");
		assertThat(page.body().indexOf("Stop the running decision")).as("refreshed with the rest")
			.isGreaterThan(page.body().indexOf("id=\"live\""));
		String token = FixtureProgram.token(page);
		assertThat(operator.post("decisions", Map.of("action", "stop", "token", token)).statusCode()).isEqualTo(303);
		assertThat(ENDPOINTS.written())
			.containsExactly(new FixtureEndpoints.Written("deadletters", Map.of("action", "stop")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "AAAA" })
	void asksOnceMoreForAFormOfAnotherProcess(String token) throws Exception {
		HttpResponse<String> again = operator.post("decide",
				Map.of("action", "discard", "source", "plaid", "reason", "They <left>", "token", token));
		assertThat(again.statusCode()).isEqualTo(403);
		assertThat(again.body()).contains("nothing was done. Press once more.", "value=\"They &lt;left&gt;\"",
				"name=\"source\" value=\"plaid\"");
		assertThat(ENDPOINTS.written()).isEmpty();
		assertThat(operator
			.post("decide",
					Map.of("action", "discard", "source", "plaid", "reason", "x", "token", FixtureProgram.token(again)))
			.statusCode()).isEqualTo(303);
	}

	@Test
	void saysWhyAFormWasRefusedAndKeepsWhatWasTyped() throws Exception {
		Map<String, String> form = Map.of("action", "replay", "source", "plaid", "reason", "Again", "token",
				FixtureProgram.token(operator.get("decide?action=replay&source=plaid")));
		ENDPOINTS.refuse("POST deadletters",
				new ResponseStatusException(HttpStatus.CONFLICT, "Many are being replayed"));
		HttpResponse<String> refused = operator.post("decide", form);
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(text(refused)).contains("Many are being replayed", "Replay 37 dead letters?");
		assertThat(refused.body()).contains("value=\"Again\"");
	}

	@Test
	void refusesAFormOfAnotherSiteAndOneOfAViewer() throws Exception {
		Map<String, String> form = Map.of("action", "replay", "id", "x", "token",
				FixtureProgram.token(operator.get("decide?action=replay&id=x")));
		for (String site : List.of("cross-site", "same-site", "none")) {
			HttpResponse<String> refused = operator.post("decide", form, "Sec-Fetch-Site", site);
			assertThat(refused.statusCode()).as(site).isEqualTo(403);
		}
		HttpResponse<String> refused = viewer.post("decide", form);
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(text(refused)).contains("Your login may look but not change anything");
		assertThat(ENDPOINTS.written()).isEmpty();
		assertThat(operator.post("decide", form, "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(303);
	}

	@Test
	void aLinkOfAnotherSiteCannotUnmask() throws Exception {
		assertThat(operator.get("dead-letter?id=x&unmasked=true", "Sec-Fetch-Site", "cross-site").statusCode())
			.isEqualTo(403);
		assertThat(operator.get("dead-letter?id=x", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(200);
	}

	@Test
	void aViewerSeesNoButtons() throws Exception {
		for (String path : List.of("", "dead-letters", "dead-letters?view=list", "dead-letter?id=x", "decisions",
				"waiting", "connection?id=x")) {
			HttpResponse<String> page = viewer.get(path);
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.body()).as(path)
				.contains("viewer")
				.doesNotContain("method=\"post\"", "decide?", "unmasked", "hawtio");
		}
		assertThat(viewer.get("decide?action=replay&id=x").statusCode()).isEqualTo(403);
		assertThat(viewer.get("waiting-decide?action=retry&id=x").statusCode()).isEqualTo(403);
		assertThat(viewer.get("connection-decide?action=erase&id=x").statusCode()).isEqualTo(403);
	}

	@ParameterizedTest
	@CsvSource({ "dead-letter, 400, The parameter id is missing",
			"decide?action=x&id=1, 400, The action is replay or discard",
			"document?name=../application, 404, There is no such document",
			"dead-letters?source=a&source=b, 400, given more than once",
			"connection-decide?id=1, 400, The parameter action is missing" })
	void saysWhatIsWrongWithAnAddress(String path, int status, String sentence) throws Exception {
		HttpResponse<String> refused = operator.get(path);
		assertThat(refused.statusCode()).isEqualTo(status);
		assertThat(text(refused)).contains(sentence, "Overview");
	}

	@Test
	void saysThatTheDatabaseIsAway() throws Exception {
		ENDPOINTS.refuse("overview", new DataAccessResourceFailureException("password=secret"));
		HttpResponse<String> page = operator.get("");
		assertThat(page.statusCode()).isEqualTo(503);
		assertThat(text(page)).contains("The store does not answer now").doesNotContain("secret");
	}

	static Stream<String> hostileTexts() {
		return Stream.of("\"><img src=x onerror=alert(1)>", "{{7*7}}{{{view}}}", "'-alert(1)-'", "javascript:alert(1)",
				"</script><script>alert(1)</script>", "</code></pre><svg onload=alert(1)>", "\u202egnp.exe", "\ud800",
				"x".repeat(65_536), "line\r\nbreak\u2028more", "&lt;b&gt;", "%0d%0aSet-Cookie: a=b");
	}

	@ParameterizedTest
	@MethodSource("hostileTexts")
	void showAnyTextAsText(String text) throws Exception {
		for (String question : List.of("overview/overview-down", "deadletters/deadletters", "deadletters?id/deadletter",
				"deadletters/causes/causes", "deadletters/decisions/decisions", "connections/connections",
				"connections?id/connection", "waiting/waiting", "health/health")) {
			int slash = question.lastIndexOf('/');
			ENDPOINTS.answer(question.substring(0, slash),
					replaced(FixtureEndpoints.read(question.substring(slash + 1)), text));
		}
		for (String path : pages()) {
			HttpResponse<String> page = operator.get(path);
			assertThat(page.statusCode()).as(path).isEqualTo(200);
			String body = page.body().replaceAll("<script src=\"assets/[\\w.-]+\\?v&#x3D;[0-9a-f]{8}\" defer>", "");
			assertThat(PROGRAMS.matcher(body).results().map((found) -> found.group())).as(path).isEmpty();
			assertThat(body).as(path).doesNotContain("<img src=x", "href=\"javascript", "\u202e", "\u2028");
			assertThat(body.replaceAll("(?s)(href|hx-get)=\"[^\"]*\"|<pre.*?</pre>", "")).as(path)
				.doesNotContain("x".repeat(500));
			assertThat(page.headers().firstValue("set-cookie")).isEmpty();
		}
	}

	/** What a person typed comes back in the form, and the filter. */
	@ParameterizedTest
	@ValueSource(strings = { "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "%7B%7B7*7%7D%7D" })
	void showWhatWasAskedForAsText(String text) throws Exception {
		for (String path : List.of("dead-letters?connection=", "waiting?source=", "connections?source=",
				"connection?id=", "decide?action=replay&connection=", "connection-decide?action=erase&id=",
				"dead-letters?done=")) {
			String body = operator.get(path + text).body();
			assertThat(body).as(path).contains("<!DOCTYPE html>").doesNotContain("<img src=x", ">49<");
		}
	}

	/** All texts but times, and the words by which a page decides. */
	private static JsonNode replaced(JsonNode node, String text) {
		if (node instanceof ObjectNode object) {
			object.properties().stream().map(Map.Entry::getKey).toList().forEach((name) -> {
				if (!(object.get(name).isTextual() && (isTime(object.get(name).textValue()) || name.equals("help")))) {
					object.set(name, replaced(object.get(name), text));
				}
			});
		}
		else if (node instanceof ArrayNode array) {
			for (int i = 0; i < array.size(); i++) {
				array.set(i, replaced(array.get(i), text));
			}
		}
		else if (node.isTextual()) {
			return TextNode.valueOf(text);
		}
		return node;
	}

	private static boolean isTime(String text) {
		try {
			Instant.parse(text);
			return true;
		}
		catch (DateTimeParseException ex) {
			return false;
		}
	}

	/** What a person reads. */
	private static String text(HttpResponse<String> page) {
		return HtmlUtils.htmlUnescape(page.body().replaceAll("<[^>]*>", " ")).replaceAll("\\s+", " ");
	}

}
