package dev.fusesync.management.login;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who gets in on the management port, and that the webhook's port does not care. */
@ExtendWith(OutputCaptureExtension.class)
class ManagementLoginTest extends ShippedRoutes {

	private static final String COUNT = "{\"action\":\"replay\",\"source\":\"nobody\"}";

	@LocalManagementPort
	private int managementPort;

	@Autowired
	private FailedLogins failed;

	@AfterEach
	void makeGood() {
		this.failed.clear();
	}

	@Test
	void asksForALoginWhereverActuatorLeadsButForHealth() throws IOException {
		JsonNode links = new ObjectMapper().readTree(send(loggedIn(uri("/actuator")).build()).body()).path("_links");
		List<String> paths = StreamSupport.stream(links.spliterator(), false)
			.map((link) -> URI.create(link.path("href").asText().replaceAll("[{].*?}", "x")).getPath())
			.toList();
		assertThat(paths).contains("/actuator", "/actuator/connections", "/actuator/deadletters",
				"/actuator/deadletters/x", "/actuator/info", "/actuator/metrics", "/actuator/health");
		assertThat(paths).filteredOn((path) -> !path.startsWith("/actuator/health"))
			.allSatisfy((path) -> assertThat(send(get(path)).statusCode()).isEqualTo(401));
		assertThat(paths).filteredOn((path) -> path.startsWith("/actuator/health"))
			.allSatisfy((path) -> assertThat(send(get(path)).statusCode()).isNotEqualTo(401));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/error", "/actuator/", "/actuator/nothing", "/actuator/healthy", "/webhook",
			"/actuator/heapdump", "/actuator/deadletters/health", "/actuator/health/../deadletters",
			"/actuator/health;/../deadletters", "/actuator/health/%2e%2e/deadletters", "//actuator/deadletters" })
	void letsNobodyElsewhere(String path) {
		assertThat(send(get(path)).statusCode()).isIn(400, 401);
	}

	/** Hawtio brings filters and servlets of its own, and for both ports. */
	@ParameterizedTest
	@ValueSource(strings = { "/actuator/hawtio", "/actuator/hawtio/", "/actuator/hawtio/index.html",
			"/actuator/hawtio/camel/routes", "/actuator/hawtio/jolokia", "/actuator/hawtio/proxy/enabled",
			"/actuator/hawtio/user", "/actuator/hawtio/auth/login", "/actuator/hawtio/auth/config",
			"/actuator/hawtio/keycloak/enabled", "/actuator/hawtio/plugin", "/actuator/jolokia",
			"/actuator/jolokia/version" })
	void showsHawtioToNobodyElseAndNeverOnTheWebhooksPort(String path) {
		assertThat(send(get(path)).statusCode()).isEqualTo(401);
		HttpResponse<String> known = send(loggedIn(uri(path)).build());
		assertThat(known.statusCode()).isIn(200, 302);
		assertThat(known.headers().map()).doesNotContainKey("set-cookie")
			.containsKeys("content-security-policy", "x-frame-options", "x-content-type-options");
		HttpResponse<String> onTheOtherPort = send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build());
		assertThat(onTheOtherPort.statusCode()).isEqualTo(404);
		assertThat(onTheOtherPort.body()).isEqualTo("{\"message\":\"Not Found\"}");
	}

	@Test
	void reachesNoOtherMachineThroughHawtio() {
		assertThat(send(loggedIn(uri("/actuator/hawtio/proxy/enabled")).build()).body().strip()).isEqualTo("false");
		String path = "/actuator/hawtio/proxy/http/localhost/" + this.port + "/webhook";
		assertThat(send(loggedIn(uri(path)).build()).statusCode()).isEqualTo(404);
	}

	@Test
	void asksBeforeItDecides() {
		HttpResponse<String> answer = send(
				json(HttpRequest.newBuilder(uri("/actuator/deadletters"))).POST(BodyPublishers.ofString(COUNT))
					.build());
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("www-authenticate")).get().asString().startsWith("Basic ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness" })
	void showsHealthWithoutALoginAndWithoutDetails(String path) {
		HttpResponse<String> answer = send(get(path));
		assertThat(answer.statusCode()).isNotIn(401, 403);
		assertThat(answer.body()).doesNotContain("\"components\"", "\"details\"", "diskSpace");
		assertThat(send(get("/actuator/health")).body()).startsWith("{\"status\":\"");
	}

	@ParameterizedTest
	@CsvSource({ "user, wrong", "user, ''", "admin, " + PASSWORD, "'', ''" })
	void refusesAnotherLogin(String name, String password, CapturedOutput output) {
		HttpResponse<String> answer = send(as(name, password).build());
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).contains("Log in").doesNotContain(PASSWORD);
		assertThat(output).contains("Refused a login on the management port from 127.0.0.1")
			.doesNotContain(PASSWORD, "wrong", "admin");
	}

	@Test
	void leavesItToAnOpenPageToSayThatTheLoginIsOver() {
		HttpResponse<String> answer = send(as("user", "wrong").header("HX-Request", "true").build());
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("www-authenticate")).get().asString().startsWith("Page ");
		HttpResponse<String> first = send(HttpRequest.newBuilder(uri("/")).header("HX-Request", "true").build());
		assertThat(first.headers().firstValue("www-authenticate")).as("browsers send what they know after this")
			.get()
			.asString()
			.startsWith("Basic ");
		HttpResponse<String> other = send(as("user", "wrong").build());
		assertThat(other.headers().firstValue("www-authenticate")).get().asString().startsWith("Basic ");
	}

	@Test
	void answers429AfterTooManyWrongOnesWhateverComesThen() {
		for (int i = 0; i < FailedLogins.FREE; i++) {
			assertThat(send(as("user", "wrong").build()).statusCode()).isEqualTo(401);
		}
		for (HttpRequest further : List.of(as("user", "wrong").build(), as("user", PASSWORD).build(),
				as("user", PASSWORD).header("X-Forwarded-For", "10.0.0.9").build())) {
			HttpResponse<String> answer = send(further);
			assertThat(answer.statusCode()).isEqualTo(429);
			assertThat(answer.body()).contains("wait a while");
			assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(1L,
					FailedLogins.WAIT.toSeconds());
		}
		assertThat(send(get("/actuator/health")).statusCode()).isNotEqualTo(429);
		assertThat(send(Webhooks.ofType("other", Webhooks.newConnection())).statusCode()).isEqualTo(200);
	}

	/** What a browser sends with the login it knows, for a page of another origin. */
	@ParameterizedTest
	@CsvSource({ "http://evil.example", "null", "https://localhost", "http://localhost:1" })
	void refusesAWriteFromAnotherOrigin(String origin) {
		HttpRequest forged = json(loggedIn(uri("/actuator/deadletters"))).header("Origin", origin)
			.POST(BodyPublishers.ofString(COUNT))
			.build();
		assertThat(send(forged).statusCode()).isEqualTo(403);
		HttpRequest preflight = HttpRequest.newBuilder(uri("/actuator/deadletters"))
			.header("Origin", origin)
			.header("Access-Control-Request-Method", "POST")
			.method("OPTIONS", BodyPublishers.noBody())
			.build();
		HttpResponse<String> answer = send(preflight);
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
	}

	/**
	 * What a page can send without asking, from a browser so old that it says no origin.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "" })
	void refusesAWriteThatIsNotJson(String contentType) {
		HttpRequest.Builder forged = loggedIn(uri("/actuator/deadletters?action=replay&source=nobody"))
			.POST(contentType.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(COUNT));
		if (!contentType.isEmpty()) {
			forged.header("Content-Type", contentType);
		}
		assertThat(send(forged.build()).statusCode()).isEqualTo(415);
	}

	@Test
	void takesAWriteFromItsOwnOriginAndFromCurl() {
		HttpRequest.Builder curl = json(loggedIn(uri("/actuator/deadletters"))).POST(BodyPublishers.ofString(COUNT));
		assertThat(send(curl.build()).statusCode()).isEqualTo(200);
		curl.header("Origin", "http://localhost:" + this.managementPort);
		assertThat(send(curl.build()).statusCode()).isEqualTo(200);
	}

	@Test
	void keepsNoSessionAndLetsNobodyStoreOrFrameAnAnswer() {
		HttpResponse<String> answer = send(loggedIn(uri("/actuator")).build());
		assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
		assertThat(answer.headers().firstValue("cache-control")).get().asString().contains("no-store");
		assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
		assertThat(answer.headers().firstValue("content-security-policy")).get()
			.asString()
			.contains("frame-ancestors 'none'");
	}

	@Test
	void theWebhooksPortKnowsNoLogin(@Autowired ServletWebServerApplicationContext webhooks) {
		assertThat(webhooks.getServletContext().getFilterRegistrations().values())
			.extracting((filter) -> filter.getClassName() + " " + filter.getName())
			.anyMatch((filter) -> filter.contains("WebhookFilter"))
			.noneMatch((filter) -> filter.toLowerCase().contains("security"));
		Webhooks webhook = Webhooks.ofType("other", Webhooks.newConnection());
		HttpRequest request = request().header("fuse-verification", webhook.signature())
			.header("Origin", "http://evil.example")
			.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("user", "wrong", null))
			.POST(BodyPublishers.ofByteArray(webhook.body()))
			.build();
		assertThat(send(request).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "8080, 8080", "8080, ''", ", 8080" })
	void doesNotStartWithoutAPortOfItsOwn(String port, String managementPort) {
		MockEnvironment environment = new MockEnvironment().withProperty("management.server.port", managementPort);
		if (port != null) {
			environment.setProperty("server.port", port);
		}
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> new LoginConfiguration(environment))
			.withMessageContaining("management port");
	}

	private HttpRequest.Builder as(String name, String password) {
		return HttpRequest.newBuilder(uri("/actuator/metrics"))
			.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth(name, password, null));
	}

	private static HttpRequest.Builder json(HttpRequest.Builder request) {
		return request.header("Content-Type", "application/json");
	}

	private HttpRequest get(String path) {
		return HttpRequest.newBuilder(uri(path)).build();
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.managementPort + path);
	}

}
