package dev.fusesync.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.ApplicationContext;
import org.springframework.web.util.HtmlUtils;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The pages on the management port of the whole program. */
class PageTest extends ShippedRoutes {

	private static final Pattern LINK = Pattern
		.compile("(?:href|src|hx-get)=\"((?:&#x?[0-9A-Fa-f]+;|[^\"#])+)(?:#[^\"]*)?\"");

	@LocalManagementPort
	private int managementPort;

	static List<String> paths() {
		return PagePort.PATHS;
	}

	@Test
	void areRegisteredByTheirPaths(@Autowired ApplicationContext context) {
		Set<String> pages = context.getBeansOfType(Page.class)
			.values()
			.stream()
			.map(Page::path)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(pages).isEqualTo(new TreeSet<>(PagePort.PATHS));
	}

	@ParameterizedTest
	@MethodSource("paths")
	void areForWhoHasLoggedIn(String path) {
		HttpResponse<String> stranger = send(HttpRequest.newBuilder(uri(path)).build());
		assertThat(stranger.statusCode()).isEqualTo(401);
		assertThat(stranger.body()).doesNotContain("<nav");
		HttpRequest onTheOtherPort = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/" + path))
			.build();
		assertThat(send(onTheOtherPort).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@MethodSource("paths")
	void haveStrictHeadersAndNoCookie(String path) {
		HttpResponse<String> page = get(path);
		assertThat(page.headers().firstValue("content-security-policy")).contains(PageServlet.POLICY);
		assertThat(page.headers().allValues("content-security-policy")).hasSize(1);
		assertThat(page.headers().firstValue("cache-control")).get().asString().contains("no-store");
		assertThat(page.headers().firstValue("referrer-policy")).contains("same-origin");
		assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
		assertThat(page.headers().map()).doesNotContainKey("set-cookie");
	}

	@Test
	void assetsAreKeptByTheBrowserAndNeedTheLogin() {
		assertThat(send(HttpRequest.newBuilder(uri("assets/page.css")).build()).statusCode()).isEqualTo(401);
		HttpResponse<String> css = get("assets/page.css");
		assertThat(css.headers().firstValue("cache-control")).contains("private, max-age=31536000, immutable");
		assertThat(get("assets/overview.mustache").statusCode()).isEqualTo(404);
	}

	/** A page whose endpoint is not exposed says so. */
	@Test
	void leadOnlyToWhatIsThere(@Autowired WebEndpointsSupplier endpoints) {
		Set<String> there = endpoints.getEndpoints()
			.stream()
			.map((endpoint) -> endpoint.getEndpointId().toString())
			.collect(Collectors.toSet());
		Set<String> seen = new HashSet<>();
		for (String start : List.of("connections", "document", "decisions", "health", "dead-letters?view=list")) {
			for (String link : links(get(start))) {
				if (seen.add(link)) {
					HttpResponse<String> page = get(link.equals("./") ? "" : link);
					boolean missing = (link.equals("./") && !there.contains("overview"))
							|| (link.equals("waiting") && !there.contains("waiting"))
							|| (link.equals("dead-letters") && get("actuator/deadletters/causes").statusCode() == 404);
					assertThat(page.statusCode()).as(start + " -> " + link).isIn(missing ? 404 : 200, 302);
					assertThat(page.statusCode() != 200 || !page.body().isEmpty()).as(link).isTrue();
				}
			}
		}
		assertThat(seen).contains("actuator/hawtio", "health", "actuator/health", "actuator/prometheus",
				"actuator/metrics", "document?name=operating");
	}

	/**
	 * A browser may keep the login from the endpoint, which then shows the state alone.
	 */
	@Test
	void healthHasTheReasonsButNoSecret() throws IOException {
		assertThat(Files.readString(FILES.resolve("plaid-secret"))).contains("never-show-this");
		HttpResponse<String> page = get("health");
		assertThat(page.body())
			.contains("deadLetters", "files · plaid-secret", FILES.resolve("plaid-secret").toString())
			.doesNotContain("never-show-this", Webhooks.API_KEY, PASSWORD);
	}

	@Test
	void decideAsTheEndpointDoes() throws IOException {
		String connection = Webhooks.newConnection();
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(connection))
			.willReturn(aResponse().withStatus(422).withBody("{\"code\":\"<b>no</b>\"}")));
		send(Webhooks.syncData(connection));
		await().until(() -> deadLetters(connection).size() == 1);
		HttpResponse<String> list = get("dead-letters?connection=" + connection);
		assertThat(list.body()).contains(connection).doesNotContain("<b>no</b>");
		String letter = links(list).stream()
			.filter((link) -> link.startsWith("dead-letter?id="))
			.findFirst()
			.orElseThrow();
		HttpResponse<String> page = get(letter);
		assertThat(page.body()).contains("Fuse answered 422", "&quot;remote_data&quot; : &quot;***&quot;")
			.doesNotContain(Webhooks.API_KEY);
		String dialog = links(page).stream().filter((link) -> link.contains("action=replay")).findFirst().orElseThrow();
		fuseSyncs();
		HttpResponse<String> form = get(dialog);
		assertThat(form.statusCode()).isEqualTo(200);
		HttpResponse<String> done = sendForm("decide", "action=replay&id=" + letter.substring(letter.indexOf('=') + 1)
				+ "&reason=Fixed&token=" + FixtureProgram.token(form));
		assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
		await().until(() -> deadLetters(connection).isEmpty() && !calls(connection).isEmpty());
		assertThat(done.headers().firstValue("location")).contains("dead-letters?about=" + connection + "&done=replay");
		assertThat(links(get("dead-letters?about=" + connection + "&done=replay")))
			.contains("connection?id=" + connection);
		assertThat(get("connection?id=" + connection).body())
			.contains("replayed", "by <bdi>user</bdi>", "No body of this connection is kept")
			.doesNotContain("action&#x3D;sync-again");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "null" })
	void refuseAFormOfAnotherOrigin(String origin) {
		HttpRequest forged = form("decide", "action=replay&all=true").header("Origin", origin).build();
		assertThat(send(forged).statusCode()).isEqualTo(403);
	}

	@Test
	void takeAFormOfTheirOwnOrigin() {
		String connection = Webhooks.newConnection();
		send(Webhooks.syncData(connection));
		String token = FixtureProgram.token(get("connection-decide?action=erase&id=" + connection));
		HttpRequest form = form("decide", "action=replay&source=nobody&token=" + token)
			.header("Origin", "http://localhost:" + this.managementPort)
			.build();
		assertThat(send(form).statusCode()).isEqualTo(303);
		await().until(() -> !get("decisions").body().contains("<progress"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "DELETE", "PATCH", "TRACE" })
	void takeNoOtherMethod(String method) {
		HttpRequest request = loggedIn(uri("dead-letters")).method(method, BodyPublishers.noBody()).build();
		assertThat(send(request).statusCode()).isIn(400, 403, 405, 501);
	}

	@Test
	void showWhatTheEndpointRefuses() {
		assertThat(get("dead-letters?view=list&sorce=plaid").statusCode()).isEqualTo(400);
		assertThat(get("dead-letters?view=list&sorce=plaid").body()).contains("There is no parameter sorce");
		assertThat(get("dead-letter?id=nothing").statusCode()).isEqualTo(404);
		assertThat(get("decide?action=replay").body()).contains("Say which");
	}

	private static Set<String> links(HttpResponse<String> page) {
		return LINK.matcher(page.body())
			.results()
			.map((link) -> HtmlUtils.htmlUnescape(link.group(1)))
			.filter((link) -> !link.startsWith("https://"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private HttpResponse<String> get(String path) {
		return send(loggedIn(uri(path)).build());
	}

	private HttpResponse<String> sendForm(String path, String form) {
		return send(form(path, form).build());
	}

	private HttpRequest.Builder form(String path, String form) {
		return loggedIn(uri(path)).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form));
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.managementPort + "/" + path);
	}

}
