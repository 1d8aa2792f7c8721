package dev.fusesync.sync;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.support.Webhooks;
import org.apache.camel.Expression;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What steps that a user adds to the routes send, and what they cannot break. */
@ExtendWith(OutputCaptureExtension.class)
class OwnStepsTest extends AdvisedRoutes {

	private static final String THEIRS = "/theirs";

	@Test
	void aCallForAnotherTypeCarriesNothingOfOurs() throws Exception {
		FUSE.stubFor(post(THEIRS).willReturn(ok()));
		this.camel.getRouteController().stopRoute("other-events");
		this.camel.addRoutes(new RouteBuilder() {
			@Override
			public void configure() {
				from("store?queue=other-events&workers=2").routeId("own-events")
					.setHeader("X-Own", constant("own"))
					.setHeader("X-Connection", simple("${variable.connection}"))
					.to("mock:theirs")
					.to(FUSE.baseUrl() + THEIRS + "?httpMethod=POST");
			}
		});
		Webhooks webhook = Webhooks.ofType("transactions.updates", this.connection);
		try {
			send(webhook);
			LoggedRequest call = theirCall();
			assertThat(call.getBody()).isEqualTo(webhook.body());
			assertThat(call.getHeader("X-Own")).isEqualTo("own");
			assertThat(call.getHeader("X-Connection")).isEqualTo(this.connection);
			assertNothingOfOurs(call);
			MockEndpoint other = this.camel.getEndpoint("mock:theirs", MockEndpoint.class);
			assertThat(other.getReceivedExchanges()).singleElement()
				.satisfies((exchange) -> assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("X-Own",
						"X-Connection"));
			await().until(() -> stored(this.connection).get(0).state().equals("delivered"));
		}
		finally {
			this.camel.getRouteController().stopRoute("own-events");
			this.camel.removeRoute("own-events");
			this.camel.getRouteController().startRoute("other-events");
		}
	}

	@Test
	void whatAReceiverOfAnotherTypeAnswersIsClassifiedByItsStatus(CapturedOutput output) throws Exception {
		FUSE.stubFor(post(THEIRS).willReturn(aResponse().withStatus(503).withBody("never-show-this")));
		advise("other-events",
				(route) -> route.weaveById("log-other-event")
					.before()
					.filter(route.simple("${variable.environment} == 'production'"))
					.id("own-step")
					.to(FUSE.baseUrl() + THEIRS + "?httpMethod=POST"));
		send(Webhooks.signed("""
				{"type":"transactions.updates", "financial_connection_id":"%s", "environment":"sandbox"}"""
			.formatted(Webhooks.newConnection())));
		send(Webhooks.signed("""
				{"type":"transactions.updates", "financial_connection_id":"%s", "environment":"production"}"""
			.formatted(this.connection)));
		await().untilAsserted(() -> assertThat(output)
			.contains("connection " + this.connection + " failed, the next one is in", "The receiver answered 503."));
		FUSE.stubFor(post(THEIRS).willReturn(aResponse().withStatus(422)));
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).singleElement().satisfies((row) -> {
			assertThat(row.failureClass()).isEqualTo("message");
			assertThat(row.status()).isEqualTo(422);
		}));
		assertThat(output.toString().lines().filter((line) -> line.contains(this.connection)))
			.noneMatch((line) -> line.contains("fuse-sync.sync"))
			.allMatch((line) -> line.contains("[" + stored(this.connection).get(0).id() + "]"));
	}

	@Test
	void aNoticeThatFailsTouchesNoWebhook(CapturedOutput output) throws Exception {
		FUSE.stubFor(post(THEIRS).willReturn(aResponse().withStatus(500)));
		String synced = Webhooks.newConnection();
		FUSE.stubFor(
				post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(aResponse().withStatus(422)));
		for (String notice : List.of("after-dead-letter", "after-sync")) {
			AdviceWith.adviceWith(this.camel, notice,
					(route) -> route.weaveById("log-" + notice)
						.after()
						.to(FUSE.baseUrl() + THEIRS + "?httpMethod=POST")
						.id("call-of-" + notice));
		}
		try {
			send(Webhooks.syncData(this.connection));
			send(Webhooks.syncData(synced));
			await().untilAsserted(() -> assertThat(output).contains(noticeAbout(this.connection), noticeAbout(synced)));
			await().during(Duration.ofSeconds(2)).until(() -> theirCalls().size() == 2);
		}
		finally {
			for (String notice : List.of("after-dead-letter", "after-sync")) {
				AdviceWith.adviceWith(this.camel, notice, (route) -> route.weaveById("call-of-" + notice).remove());
			}
		}
		assertThat(calls(this.connection)).hasSize(1);
		assertThat(calls(synced)).hasSize(1);
		assertThat(deadLetters(this.connection)).hasSize(1);
		assertThat(stored(synced)).singleElement().satisfies((row) -> assertThat(row.state()).isEqualTo("synced"));
		assertThat(theirCalls()).extracting(LoggedRequest::getBodyAsString)
			.containsExactlyInAnyOrder(stored(this.connection).get(0).id(), stored(synced).get(0).id());
		assertThat(theirCalls()).allSatisfy((call) -> assertNothingOfOurs(call));
		assertThat(output).doesNotContain("Failed delivery for", "HTTP operation failed");
	}

	private static String noticeAbout(String connection) {
		return "The notice about financial_connection.sync_data of connection " + connection
				+ " failed, which changes nothing for the webhook: The receiver answered 500.";
	}

	@Test
	void aStepAfterASyncKnowsTheWebhookAndTheCall() throws Exception {
		AtomicReference<String> known = new AtomicReference<>();
		advise("sync", (route) -> {
			Expression all = route.simple("${variable.id} ${variable.type} ${variable.connection} "
					+ "${variable.environment} ${variable.attempts} ${variable.request-id}");
			all.init(this.camel);
			route.weaveById("log-synced")
				.after()
				.process((exchange) -> known.set(all.evaluate(exchange, String.class)))
				.id("own-step");
		});
		send(Webhooks.syncData(this.connection));
		await().until(() -> known.get() != null);
		assertThat(known.get()).isEqualTo(stored(this.connection).get(0).id() + " financial_connection.sync_data "
				+ this.connection + " sandbox 1 1764d296-b5bc");
	}

	@Test
	void aCallAfterASyncCarriesNothingOfOurs() throws Exception {
		FUSE.stubFor(post(THEIRS).willReturn(ok()));
		advise("sync",
				(route) -> route.weaveById("log-synced")
					.after()
					.to(FUSE.baseUrl() + THEIRS + "?httpMethod=POST")
					.id("own-step"));
		send(Webhooks.syncData(this.connection));
		assertNothingOfOurs(theirCall());
	}

	@Test
	void aCallAfterADeadLetterCarriesNothingOfOurs() throws Exception {
		FUSE.stubFor(post(THEIRS).willReturn(ok()));
		FUSE.stubFor(
				post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(aResponse().withStatus(422)));
		advise("dead-letter",
				(route) -> route.weaveById("log-dead-lettered")
					.after()
					.to(FUSE.baseUrl() + THEIRS + "?httpMethod=POST")
					.id("own-step"));
		Webhooks webhook = Webhooks.syncData(this.connection);
		send(webhook);
		LoggedRequest call = theirCall();
		assertThat(call.getBody()).isEqualTo(webhook.body());
		assertNothingOfOurs(call);
	}

	@Test
	void aHeaderSetBeforeTheCallReachesFuse() throws Exception {
		advise("sync",
				(route) -> route.weaveById("circuit-breaker")
					.before()
					.setHeader("X-Own", route.simple("${variable.source}"))
					.id("own-step"));
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
		assertThat(calls(this.connection).get(0).getHeader("X-Own")).isEqualTo("plaid");
		assertThat(calls(this.connection).get(0).getHeader("fuse-client-id")).isEqualTo("test-client");
	}

	@Test
	void aHeaderSetBeforeTheCallReachesFuseAtEachRedelivery() throws Exception {
		FUSE.stubFor(
				post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(aResponse().withStatus(503)));
		advise("sync",
				(route) -> route.weaveById("circuit-breaker")
					.before()
					.setHeader("X-Own", route.constant("own"))
					.id("own-step"));
		send(Webhooks.syncData(this.connection));
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSizeGreaterThanOrEqualTo(4));
		assertThat(calls(this.connection)).allSatisfy((call) -> assertThat(call.getHeader("X-Own")).isEqualTo("own"));
		fuseSyncs();
		await().until(() -> stored(this.connection).get(0).state().equals("synced"));
	}

	private static LoggedRequest theirCall() {
		await().untilAsserted(() -> assertThat(theirCalls()).hasSize(1));
		return theirCalls().get(0);
	}

	private static List<LoggedRequest> theirCalls() {
		return FUSE.findAll(postRequestedFor(urlEqualTo(THEIRS)));
	}

	private static void assertNothingOfOurs(LoggedRequest call) {
		assertThat(call.getHeaders().keys()).extracting((name) -> name.toLowerCase(Locale.ROOT))
			.isSubsetOf("host", "connection", "user-agent", "content-length", "transfer-encoding", "content-type",
					"x-own", "x-connection");
	}

}
