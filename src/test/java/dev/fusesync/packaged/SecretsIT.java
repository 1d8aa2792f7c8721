package dev.fusesync.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Credentials are given to the program, webhooks are synced, refused, tried again,
 * dead-lettered and replayed while it logs all it can; then every place that somebody
 * could look at is searched for them.
 */
class SecretsIT {

	private static final Canary CREDENTIAL = new Canary("never-show-this");

	/** What webhooks carry: it lies in the store, but is for no log and no metric. */
	private static final Canary CONTENT = new Canary("never-log-this");

	private static final String PASSWORD = "never-show-this-password";

	private static final String API_KEY = "never-show-this-fuse-api-key";

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final int managementPort = PackagedProgram.freePort();

	private final Map<String, String> places = new LinkedHashMap<>();

	@TempDir
	Path directory;

	@Test
	void areNowhereToBeSeen() throws Exception {
		HttpServer fuse = repeatingCredentials();
		try (PackagedProgram program = new PackagedProgram(this.directory, everything(fuse))) {
			program.start();
			await().atMost(LONG).until(() -> program.accepts(webhook("synced")));
			sendAllKinds(program);
			await().atMost(LONG).until(() -> program.output().contains("the next one is in"));
			await().atMost(LONG).until(() -> program.output().contains("Dead-lettered"));
			replayAll();
			await().atMost(LONG).until(() -> program.output().contains("connection-of-dead after 2 attempts"));
			look(program);
		}
		finally {
			fuse.stop(0);
		}
		assertThat(this.places).allSatisfy((place, shown) -> assertThat(CREDENTIAL.in(shown)).as(place).isEmpty());
		assertThat(this.places).hasEntrySatisfying("log", (log) -> assertThat(CONTENT.in(log)).isEmpty())
			.hasEntrySatisfying("actuator metrics", (metrics) -> assertThat(CONTENT.in(metrics)).isEmpty());
		assertEveryPlaceWasLookedAt();
	}

	@ParameterizedTest
	@ValueSource(strings = { "FUSE_BASE_PATH=http://never-show-this@localhost", "FUSE_API_KEY=never-show-this\nline",
			"LOGGING_LEVEL_ORG_APACHE_HC_CLIENT5_HTTP_WIRE=DEBUG", "CAMEL_TRACE_STANDBY=true" })
	void areNotInTheComplaintAboutASetting(String wrong) throws Exception {
		HttpServer fuse = repeatingCredentials();
		Map<String, String> environment = everything(fuse);
		environment.put(wrong.split("=")[0], wrong.substring(wrong.indexOf('=') + 1));
		try (PackagedProgram program = new PackagedProgram(this.directory, environment)) {
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(CREDENTIAL.in(program.output())).isEmpty();
		}
		finally {
			fuse.stop(0);
		}
	}

	@Test
	void wouldBeFound() {
		for (String planted : List.of(CREDENTIAL.text(), "x" + CREDENTIAL.text() + "-plaid-secret",
				base64("user:" + PASSWORD), base64("xx" + PASSWORD), base64("x" + PASSWORD), base64(PASSWORD))) {
			assertThat(CREDENTIAL.in("{\"a\":\"" + planted + "\"}")).as(planted).isNotEmpty();
		}
		assertThat(CREDENTIAL.in("show this never")).isEmpty();
	}

	/** So that nothing is found because nothing was looked at. */
	private void assertEveryPlaceWasLookedAt() {
		assertThat(this.places.get("log")).contains("DEBUG", "TRACE", "connection-of-synced", "Rejected a webhook");
		assertThat(CONTENT.in(this.places.get("data directory"))).isNotEmpty();
		assertThat(this.places.get("jmx")).contains("SystemProperties", "<route id=\"sync\"", "queue=inbox");
		assertThat(this.places.get("jolokia")).contains("HeapMemoryUsage", "ExchangesTotal");
		assertThat(this.places.get("actuator env")).contains("PLAID_SECRET", "******");
		assertThat(this.places.get("actuator configprops")).contains("fuse.sync");
		assertThat(this.places.get("actuator threaddump")).contains("threadName");
		assertThat(this.places.get("actuator metrics")).contains("camel.exchanges.total");
		assertThat(this.places.get("command line")).contains("fuse-sync.jar");
		assertThat(this.places.get("dead letters")).contains("connection-of-dead");
		assertThat(this.places.get("health page")).contains("files · plaid-secret");
		assertThat(this.places.get("verification")).contains("plaid-secret", "signature-missing");
		assertThat(this.places.get("timelines")).contains("connection-of-dead", "\"retried\"");
	}

	private void look(PackagedProgram program) throws Exception {
		JsonNode links = new ObjectMapper().readTree(get("/actuator").split("\n", 2)[1]).path("_links");
		links.properties().forEach((link) -> {
			if (!link.getValue().path("templated").asBoolean() && !link.getKey().matches("jolokia|hawtio")) {
				this.places.put("actuator " + link.getKey(),
						get(URI.create(link.getValue().path("href").asText()).getPath()));
			}
		});
		this.places.computeIfPresent("actuator metrics", (place, names) -> names + eachMetric(names));
		this.places.put("dead letters", get("/actuator/deadletters"));
		this.places.put("timelines", get("/actuator/connections?id=connection-of-dead")
				+ get("/actuator/connections?id=connection-of-later"));
		this.places.put("health page", get("/health"));
		this.places.put("verification", post("/actuator/verification", webhookBody("explained", Webhooks.SYNC_DATA)));
		this.places.put("jolokia", post("/actuator/jolokia",
				"{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true,\"maxDepth\":9}}"));
		this.places.put("jmx", Jmx.of(program.pid()));
		this.places.put("command line", Files.readString(Path.of("/proc/" + program.pid() + "/cmdline")));
		this.places.put("data directory", content(this.directory.resolve("data")));
		this.places.put("log", program.output());
	}

	private String eachMetric(String names) {
		Matcher name = Pattern.compile("\"([a-z0-9.]+)\"").matcher(names);
		StringBuilder all = new StringBuilder();
		while (name.find()) {
			all.append(get("/actuator/metrics/" + name.group(1)));
		}
		return all.toString();
	}

	private void sendAllKinds(PackagedProgram program) throws Exception {
		program.send(webhook("dead"));
		program.send(webhook("later"));
		program.send(webhook("forged").withSignature(base64(CREDENTIAL.text())));
		program.send(webhook("malformed").withBody("{never-log-this".getBytes(StandardCharsets.UTF_8)));
		program.send(Webhooks.signed(webhookBody("other", "transactions.updates")).signedWith(API_KEY));
	}

	private static Webhooks webhook(String kind) {
		return Webhooks.signed(webhookBody(kind, Webhooks.SYNC_DATA)).signedWith(API_KEY);
	}

	private static String webhookBody(String kind, String type) {
		return """
				{"type":"%s","financial_connection_id":"connection-of-%s","source":"plaid",
				 "remote_data":"never-log-this-remote-data","verification_token":"never-log-this-token"}"""
			.formatted(type, kind);
	}

	private void replayAll() {
		assertThat(post("/actuator/deadletters", "{\"action\":\"replay\",\"all\":\"true\",\"dryRun\":\"false\"}"))
			.contains("\"found\":1");
	}

	/** Fuse as it should not be: it repeats in its answers all that it was sent. */
	private static HttpServer repeatingCredentials() throws IOException {
		HttpServer fuse = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		fuse.createContext("/", SecretsIT::answer);
		fuse.start();
		return fuse;
	}

	private static void answer(HttpExchange exchange) throws IOException {
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		int status = body.contains("of-dead") ? 400 : body.contains("of-later") ? 500 : 200;
		exchange.getRequestHeaders()
			.forEach((name, values) -> exchange.getResponseHeaders().add("x-" + name, values.get(0)));
		byte[] echo = new ObjectMapper()
			.writeValueAsBytes(Map.of("message", exchange.getRequestHeaders(), "body", body));
		exchange.sendResponseHeaders(status, echo.length);
		exchange.getResponseBody().write(echo);
		exchange.close();
	}

	private Map<String, String> everything(HttpServer fuse) throws IOException {
		Map<String, String> environment = new HashMap<>();
		assertThat(headers()).hasSize(36);
		for (String header : headers()) {
			environment.put(header.toUpperCase(Locale.ROOT).replace('-', '_'), "never-show-this-" + header);
		}
		Path file = Files.writeString(this.directory.resolve("plaid"), "never-show-this-plaid-secret");
		environment.put("PLAID_SECRET", "file:" + file);
		environment.put("FUSE_BASE_PATH", "http://localhost:" + fuse.getAddress().getPort());
		environment.put("FUSE_API_KEY_PREVIOUS", "never-show-this-previous-key");
		environment.put("SPRING_SECURITY_USER_PASSWORD", PASSWORD);
		environment.put("NOTICES_URL", "https://chat.example/never-show-this-path");
		environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(this.managementPort));
		environment.put("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "*");
		environment.put("MANAGEMENT_ENDPOINTS_JMX_EXPOSURE_INCLUDE", "*");
		environment.put("LOGGING_LEVEL_ROOT", "TRACE");
		// The JDK's own, which would log every single thing that is asked over JMX.
		List.of("JAVA", "JAVAX", "SUN", "JDK").forEach((part) -> environment.put("LOGGING_LEVEL_" + part, "INFO"));
		return environment;
	}

	/** All credentials that the shipped settings know. */
	private static List<String> headers() throws IOException {
		Matcher line = Pattern.compile("fuse\\.sync\\.(?:credentials\\.(\\S+)=|aggregators\\.(\\S+)=(\\S+))")
			.matcher(Files.readString(Path.of("application.properties")).replaceAll("(?m)^#.*", ""));
		return line.results()
			.flatMap((match) -> (match.group(1) != null) ? Stream.of(match.group(1))
					: Stream.of(match.group(3).split("[,;]")).map((own) -> match.group(2) + "-" + own))
			.toList();
	}

	private String get(String path) {
		return exchange(request(path).build());
	}

	private String post(String path, String body) {
		return exchange(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.managementPort + path))
			.header("Authorization", "Basic " + base64("user:" + PASSWORD));
	}

	private static String exchange(HttpRequest request) {
		try {
			HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
			return answer.headers().map() + "\n" + answer.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String content(Path directory) throws IOException {
		StringBuilder all = new StringBuilder();
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				String text = Files.readString(file, StandardCharsets.ISO_8859_1);
				all.append(text.replace("\0", "")).append('\n');
			}
		}
		return all.toString();
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
