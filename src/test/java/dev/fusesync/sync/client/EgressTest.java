package dev.fusesync.sync.client;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreUnavailableException;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import dev.fusesync.sync.SyncSettings;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The program calls the configured Fuse and nobody else, whoever asks for it. */
class EgressTest extends ShippedRoutes {

	private static final WireMockServer ATTACKER = new WireMockServer(options().dynamicPort());

	private static final String PLACEHOLDER = "{{fuse.sync.credentials.fuse-api-key}}";

	@Autowired
	private CamelContext camel;

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@BeforeAll
	static void startAttacker() {
		ATTACKER.start();
		ATTACKER.stubFor(any(anyUrl()).willReturn(ok("{}")));
	}

	@AfterAll
	static void stopAttacker() {
		ATTACKER.stop();
	}

	@AfterEach
	void theAttackerHasHeardNothing() {
		assertThat(ATTACKER.getAllServeEvents()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void followsNoRedirectToAnotherHost(int status) {
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection))
			.willReturn(aResponse().withStatus(status).withHeader("Location", ATTACKER.baseUrl() + SYNC_PATH)));
		send(this.webhook);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSizeGreaterThan(1));
		fuseSyncs();
	}

	@ParameterizedTest
	@ValueSource(strings = { "CamelHttpUri", "cAmElHttpUri", "CamelHttpPath", "CamelHttpBaseUri", "CamelHttpHost",
			"CamelRestHttpUri", "X-Forwarded-Host", "Forwarded", "httpUri" })
	void aHeaderOfTheWebhookDoesNotSteerTheCall(String header) {
		send(request().POST(BodyPublishers.ofByteArray(this.webhook.body()))
			.header("fuse-verification", this.webhook.signature())
			.header(header, ATTACKER.baseUrl())
			.build());
		assertCalled();
	}

	/** Camel resolves it in a header that steers a call, also from the environment. */
	@ParameterizedTest
	@ValueSource(strings = { "CamelHttpUri", "cAmElHttpUri", "CamelRestHttpUri", "CamelHttpPath", "CamelHttpQuery" })
	void aPlaceholderInAHeaderOfTheWebhookIsNotResolved(String header) {
		send(request().POST(BodyPublishers.ofByteArray(this.webhook.body()))
			.header("fuse-verification", this.webhook.signature())
			.header(header, ATTACKER.baseUrl() + "/" + PLACEHOLDER)
			.build());
		assertCalled();
		assertThat(calls(this.connection).get(0).toString()).doesNotContain(ATTACKER.baseUrl());
	}

	/** The second belt: the settings of the component, if a header got as far. */
	@ParameterizedTest
	@ValueSource(strings = { "CamelHttpUri", "CamelRestHttpUri", "CamelHttpPath", "CamelHttpQuery", "CamelHttpMethod" })
	void aControlHeaderDoesNotSteerACallOfAnyRoute(String header) {
		this.camel.createFluentProducerTemplate()
			.to("http:localhost:" + FUSE.port() + SYNC_PATH + "?httpMethod=POST")
			.withHeader(header, ATTACKER.baseUrl() + "/" + PLACEHOLDER)
			.withBody(this.webhook.body())
			.send();
		assertCalled();
	}

	@Test
	void theBodyOfTheWebhookDoesNotSteerTheCall() {
		String body = "{\"type\":\"%s\",\"financial_connection_id\":\"%s\",\"source\":\"{{%s}}\",\"CamelHttpUri\":\"%s\",\"url\":\"%s\"}"
			.formatted(Webhooks.SYNC_DATA, this.connection, ATTACKER.baseUrl(), ATTACKER.baseUrl(), ATTACKER.baseUrl());
		send(Webhooks.signed(body));
		assertCalled();
	}

	@ParameterizedTest
	@ValueSource(strings = { "source", "environment", "signature" })
	void whatIsStoredDoesNotSteerTheCall(String column) throws StoreUnavailableException {
		String url = ATTACKER.baseUrl() + "?CamelHttpUri=" + ATTACKER.baseUrl();
		Webhook stored = new Webhook(WebhookId.next(System.currentTimeMillis()), Webhooks.SYNC_DATA, this.connection,
				column.equals("source") ? url : "plaid", column.equals("environment") ? url : "sandbox", Instant.now(),
				0);
		String signature = column.equals("signature") ? url : this.webhook.signature();
		this.store.add(new NewWebhook(stored, Queues.INBOX, signature, this.webhook.body()),
				System.nanoTime() + Duration.ofSeconds(30).toNanos());
		assertCalled();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://api.letsfuse.com@attacker.example", "https://key:secret@api.letsfuse.com",
			"https://@api.letsfuse.com", "https://api.letsfuse.com?to=attacker", "https://api.letsfuse.com?",
			"https://api.letsfuse.com#attacker", "https://api.letsfuse.com#",
			"https://api.letsfuse.com\\@attacker.example", "https://api.letsfuse.com{{x}}", "//api.letsfuse.com",
			"file:///etc/passwd", "jar:https://api.letsfuse.com!/", "ldap://api.letsfuse.com",
			"http://attacker.example", "http://localhost@attacker.example", "http://127.0.0.1.attacker.example",
			"https://api.letsfuse.com /", "https:///v1" })
	void refusesABasePathThatIsMoreThanAServerAndAPath(String basePath) {
		Map<String, Secret> credentials = Map.of("fuse-api-key", Secret.valueOf("key"), "fuse-client-id",
				Secret.valueOf("client"));
		assertThatThrownBy(
				() -> new SyncSettings(basePath, 16, 0.0, true, Duration.ofSeconds(40), false, credentials, Map.of()))
			.isInstanceOf(SettingsException.class)
			.hasMessageStartingWith("FUSE_BASE_PATH ")
			.hasMessageNotContaining("attacker")
			.hasMessageNotContaining("secret");
	}

	private void assertCalled() {
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
		LoggedRequest call = calls(this.connection).get(0);
		assertThat(call.getUrl()).isEqualTo(SYNC_PATH);
		assertThat(call.getHeader("Host")).isEqualTo("localhost:" + FUSE.port());
		assertThat(new String(call.getBody(), StandardCharsets.UTF_8)).contains(this.connection);
		assertThat(call.getMethod().getName()).isEqualTo("POST");
	}

}
