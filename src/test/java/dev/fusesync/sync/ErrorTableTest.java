package dev.fusesync.sync;

import java.util.List;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.StoredRow;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The fate of a webhook for each error of Fuse's, answered as Fuse writes it. */
@ExtendWith(OutputCaptureExtension.class)
class ErrorTableTest extends ShippedRoutes {

	private final String connection = Webhooks.newConnection();

	@ParameterizedTest
	@CsvSource({ "400, aggregator_disconnected_error, bad_request, , finished",
			"400, aggregator_connection_finished_error, bad_request, , finished",
			"404, entity_not_found, not_found, , finished", "500, aggregator_error, server_error, not_found, finished",
			"502, aggregator_error, SERVER_ERROR, entity_not_found, finished",
			"400, request_body_missing, bad_request, , message",
			"400, request_body_invalid_json, bad_request, , message",
			"422, invalid_request_body, BAD_REQUEST, , message",
			"415, request_content_type_invalid, bad_request, , message", "400, webhook_error, bad_request, , message",
			"409, not_in_any_table, , , message", "413, '', , , message" })
	void becomesADeadLetterAfterOneCall(int status, String code, String type, String inner, String failureClass) {
		answer(error("aggregator", status, code, type, inner), Integer.MAX_VALUE);
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		StoredRow deadLetter = deadLetters(this.connection).get(0);
		assertThat(deadLetter.failureClass()).isEqualTo(failureClass);
		assertThat(deadLetter.status()).isEqualTo(status);
		assertThat(deadLetter.attempts()).isEqualTo(1);
		assertThat(deadLetter.requestId()).isEqualTo("req-7");
		assertThat(deadLetter.reason())
			.isEqualTo("Fuse answered " + status + (code.isEmpty() ? "." : " with " + code + "."));
		assertThat(calls(this.connection)).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "429, aggregator_rate_limit_error, bad_request,", "429, '', ,", "400, aggregator_rate_limit_error, ,",
			"500, internal_server_error, server_error,", "504, timeout, server_error,",
			"502, aggregator_error, server_error,", "500, aggregator_error, server_error, internal_server_error",
			"500, client_error, server_error,", "500, other, server_error,", "503, not_in_any_table, ,", "408, '', ,",
			"425, '', ,", "400, missing_plaid_secret_header, bad_request,", "400, invalid_certificate, bad_request,",
			"400, invalid_private_key, bad_request," })
	void comesAgainAndHoldsUpNoOther(int status, String code, String type, String inner, CapturedOutput output) {
		int before = output.length();
		answer(error("aggregator", status, code, type, inner), 2);
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(3));
		int attempts = (status >= 502 && status <= 504) ? 1 : 3;
		await()
			.until(() -> output.toString().contains("connection " + this.connection + " at attempt " + attempts + " "));
		assertThat(deadLetters(this.connection)).isEmpty();
		assertThat(output.subSequence(before, output.length())).asString().doesNotContain("Circuit breaker open");
	}

	@ParameterizedTest
	@CsvSource({ "400, invalid_headers, bad_request,", "400, missing_fuse_api_key_header, bad_request,",
			"404, organization_not_found, not_found,", "401, unauthorized, auth_error,", "403, '', AUTH_ERROR,",
			"401, '', auth_error,", "403, organization_not_found, '', " })
	void opensTheBreakerUntilAPersonHasCorrectedIt(int status, String code, String type, String inner,
			CapturedOutput output) {
		int before = output.length();
		answer(error("internal", status, code, type, inner), 2);
		send(Webhooks.syncData(this.connection));
		await().until(() -> output.toString().contains("connection " + this.connection + " at attempt 3"));
		assertThat(calls(this.connection)).hasSize(3);
		assertThat(deadLetters(this.connection)).isEmpty();
		assertThat(output.subSequence(before, output.length())).asString()
			.containsOnlyOnce("Circuit breaker open: Fuse answered " + status)
			.contains("Correct FUSE_API_KEY")
			.containsOnlyOnce("Fuse is back after");
	}

	@ParameterizedTest
	@CsvSource({ "500, <html>never-show-this</html>", "500, '{\"code\":\"invalid_request_body\"'", "500, ''",
			"503, '[]'", "500, '\"finished\"'" })
	void goesByTheStatusWhereTheBodyCannotBeRead(int status, String body, CapturedOutput output) {
		answer(aResponse().withStatus(status).withBody(body), 1);
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
		assertThat(deadLetters(this.connection)).isEmpty();
		assertThat(output).doesNotContain("never-show-this");
	}

	@ParameterizedTest
	@CsvSource({ "409, <html>never-show-this</html>", "400, ''",
			"422, '{\"request_id\":\"req-7\",\"code\":\"entity_not'",
			"422, '{\"code\":{\"nested\":true},\"data\":{\"errors\":\"none\"}}'" })
	void becomesADeadLetterWithoutACodeWhereTheBodyCannotBeRead(int status, String body, CapturedOutput output) {
		answer(aResponse().withStatus(status).withHeader("Content-Type", "text/html").withBody(body), 1);
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		StoredRow deadLetter = deadLetters(this.connection).get(0);
		assertThat(deadLetter.failureClass()).isEqualTo("message");
		assertThat(deadLetter.code()).isNull();
		assertThat(deadLetter.requestId()).isNull();
		assertThat(deadLetter.reason()).isEqualTo("Fuse answered " + status + ".");
		assertThat(calls(this.connection)).hasSize(1);
		assertThat(output).doesNotContain("never-show-this");
	}

	@ParameterizedTest
	@EnumSource(value = Fault.class, names = { "CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE" })
	void isTriedAgainWhereTheAnswerBreaksOff(Fault fault, CapturedOutput output) {
		answer(aResponse().withFault(fault), 1);
		send(Webhooks.syncData(this.connection));
		await().until(() -> output.toString().contains("connection " + this.connection + " at attempt 1 "));
		assertThat(calls(this.connection)).hasSize(2);
		assertThat(deadLetters(this.connection)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 502, 503, 504 })
	void isTriedThreeTimesAtOnceWhereAGatewayFails(int status, CapturedOutput output) {
		answer(aResponse().withStatus(status).withBody("<html>never-show-this</html>"), 3);
		send(Webhooks.syncData(this.connection));
		await().until(() -> output.toString().contains("connection " + this.connection + " at attempt 2 "));
		assertThat(output)
			.containsOnlyOnce(
					"Attempt 1 of financial_connection.sync_data of connection " + this.connection + " failed")
			.doesNotContain("never-show-this");
		assertThat(calls(this.connection)).hasSize(4);
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 404, 405, 407, 421, 426, 431 })
	void opensTheBreakerWhereAnotherServerAnswersTwoConnections(int status, CapturedOutput output) {
		noAggregatorWasSynced();
		int before = output.length();
		String other = Webhooks.newConnection();
		FUSE.stubFor(
				post(SYNC_PATH).willReturn(aResponse().withStatus(status).withBody("<html>never-show-this</html>")));
		send(Webhooks.syncData(this.connection));
		send(Webhooks.syncData(other));
		await().untilAsserted(() -> assertThat(output.subSequence(before, output.length())).asString()
			.contains("Circuit breaker open"));
		fuseSyncs();
		await().until(() -> stored(this.connection).get(0).state().equals("synced"));
		await().until(() -> stored(other).get(0).state().equals("synced"));
		assertThat(output.subSequence(before, output.length())).asString()
			.contains("Circuit breaker open: Fuse answered " + status)
			.doesNotContain("never-show-this");
	}

	/** Such as one whose id a gateway takes for an attack. */
	@ParameterizedTest
	@ValueSource(ints = { 302, 401, 403, 404, 405 })
	void holdsUpNobodyElseWhereOneConnectionIsRefusedWithoutACode(int status, CapturedOutput output) {
		int before = output.length();
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection))
			.willReturn(aResponse().withStatus(status).withBody("<html></html>")));
		send(Webhooks.syncData(this.connection));
		List<String> others = IntStream.range(0, 20).mapToObj((i) -> Webhooks.newConnection()).toList();
		others.forEach((other) -> send(Webhooks.syncData(other)));
		await().until(() -> calls(this.connection).size() > 3);
		await().untilAsserted(() -> assertThat(others).allSatisfy((other) -> {
			assertThat(stored(other).get(0).state()).isEqualTo("synced");
			assertThat(stored(other).get(0).attempts()).isEqualTo(1);
		}));
		assertThat(output.subSequence(before, output.length())).asString().doesNotContain("Circuit breaker open");
		fuseSyncs();
		await().until(() -> stored(this.connection).get(0).state().equals("synced"));
	}

	@Test
	void holdsUpNoOtherAggregatorWhereOneIsRefusedWithoutACode(CapturedOutput output) {
		List<String> refused = IntStream.range(0, 3).mapToObj((i) -> this.connection + i).toList();
		FUSE.stubFor(
				post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(aResponse().withStatus(401)));
		sendOf("teller", Webhooks.newConnection());
		int before = output.length();
		refused.forEach((one) -> send(Webhooks.syncData(one)));
		await().untilAsserted(() -> assertThat(refused).allSatisfy((one) -> {
			assertThat(stored(one).get(0).attempts()).isPositive();
			assertThat(stored(one).get(0).failureClass()).isEqualTo("aggregator");
		}));
		sendOf("teller", Webhooks.newConnection());
		assertThat(output.subSequence(before, output.length())).asString()
			.contains("check the credentials of plaid")
			.doesNotContain("Circuit breaker open", "FUSE_API_KEY");
		fuseSyncs();
		await().until(() -> refused.stream().allMatch((one) -> stored(one).get(0).state().equals("synced")));
	}

	/** A gateway's page may say of itself what Java does not understand. */
	@ParameterizedTest
	@CsvSource({ "401, text/html; charset=utf8mb4", "429, text/html; charset=utf8mb4",
			"500, text/html; charset=utf8mb4", "503, 'text/html; charset=\"a b\"'", "500, ;;;=",
			"500, application/x-java-serialized-object" })
	void comesAgainWhateverTheTypeOfTheAnswerIs(int status, String type, CapturedOutput output) {
		answer(aResponse().withStatus(status).withHeader("Content-Type", type).withBody("<html>"), 1);
		send(Webhooks.syncData(this.connection));
		await().until(() -> stored(this.connection).get(0).state().equals("synced"));
		assertThat(calls(this.connection)).hasSize(2);
		assertThat(output).doesNotContain("An unexpected");
	}

	@Test
	void becomesADeadLetterWithItsStatusWhateverTheTypeOfTheAnswerIs() {
		answer(aResponse().withStatus(422).withHeader("Content-Type", "text/html; charset=utf8mb4").withBody("x"), 1);
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		assertThat(deadLetters(this.connection).get(0).status()).isEqualTo(422);
	}

	private void sendOf(String source, String synced) {
		send(Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","source":"%s"}""".formatted(Webhooks.SYNC_DATA, synced,
				source)));
		await().until(() -> stored(synced).get(0).state().equals("synced"));
	}

	/**
	 * Other tests' webhooks of other aggregators prove no longer that the key is right.
	 */
	private void noAggregatorWasSynced() {
		String refused = Webhooks.newConnection();
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(refused))
			.inScenario(refused)
			.willReturn(aResponse().withStatus(401).withBody("{\"code\":\"auth_error\"}"))
			.willSetStateTo("corrected"));
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(refused))
			.inScenario(refused)
			.whenScenarioStateIs("corrected")
			.willReturn(okJson(SYNCED)));
		send(Webhooks.syncData(refused));
		await().until(() -> stored(refused).get(0).state().equals("synced"));
	}

	/** For the first calls; then Fuse syncs. */
	private void answer(ResponseDefinitionBuilder error, int times) {
		for (int i = 0; i < Math.min(times, 5); i++) {
			FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection))
				.inScenario(this.connection)
				.whenScenarioStateIs((i == 0) ? Scenario.STARTED : "failed " + i)
				.willReturn(error)
				.willSetStateTo("failed " + (i + 1)));
		}
	}

	private static ResponseDefinitionBuilder error(String source, int status, String code, String type, String inner) {
		String errors = (inner != null) ? "{\"code\":\"%s\",\"title\":\"t\"}".formatted(inner) : "";
		return aResponse().withStatus(status)
			.withHeader("Content-Type", "application/json")
			.withBody("""
					{"request_id":"req-7","title":"never-show-this","details":"never-show-this","code":"%s","type":"%s",
					"source":"%s","data":{"aggregator":"plaid","errors":[%s]}}""".formatted(code,
					(type != null) ? type : "", source, errors));
	}

}
