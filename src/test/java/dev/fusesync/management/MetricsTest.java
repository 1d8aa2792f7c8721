package dev.fusesync.management;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.StoreUnavailableException;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import dev.fusesync.webhook.Webhook;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each event moves exactly the meters that operating.md says. */
class MetricsTest extends ShippedRoutes {

	/**
	 * No other test uses this aggregator, so what they left behind moves other meters.
	 */
	private static final String SOURCE = "mono";

	private final String connection = Webhooks.newConnection();

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private CamelContext camel;

	@Test
	void aWebhookIsCountedByItsAnswer() throws Exception {
		Webhooks good = webhook("financial_connection.sync_data");
		assertReceived(() -> send(good).statusCode(), 200, "accepted", "financial_connection.sync_data");
		assertReceived(() -> send(webhook("transactions.updates")).statusCode(), 200, "accepted",
				"transactions.updates");
		assertReceived(() -> send(webhook("of.tomorrow")).statusCode(), 200, "accepted", "other");
		assertReceived(() -> send(good.withSignature("forged")).statusCode(), 403, "forged", "unverified");
		assertReceived(() -> send(good.withBody("[]".getBytes(StandardCharsets.US_ASCII))).statusCode(), 400,
				"malformed", "unverified");
		assertReceived(() -> send(Webhooks.signed("{\"a\":\"" + "x".repeat(300_000) + "\"}")).statusCode(), 413,
				"too_large", "unverified");
		assertReceived(() -> send(request().GET().build()).statusCode(), 405, "method", "unverified");
		assertReceived(() -> send(request().header("Content-Encoding", "gzip")
			.POST(HttpRequest.BodyPublishers.ofByteArray(good.body()))
			.build()).statusCode(), 415, "encoding", "unverified");
		assertReceived(this::sendHalf, 408, "slow", "unverified");
		this.camel.getRouteController().stopRoute("receive");
		try {
			assertReceived(() -> send(good).statusCode(), 503, "unavailable", "unverified");
		}
		finally {
			this.camel.getRouteController().startRoute("receive");
		}
	}

	@Test
	void aCallIsCountedByItsEnd() {
		assertCalled(okJson(SYNCED), "synced", "2xx", "none", 1);
		assertCalled(jsonResponse("{\"code\":\"invalid_request_body\"}", 422), "failed", "4xx", "message", 0);
		assertCalled(jsonResponse("{\"code\":\"entity_not_found\"}", 404), "failed", "4xx", "finished", 0);
		assertCalled(jsonResponse("{\"code\":\"invalid_certificate\"}", 400), "failed", "4xx", "aggregator", 0);
		assertCalled(jsonResponse("{\"code\":\"aggregator_rate_limit_error\"}", 429), "failed", "4xx", "throttled", 0);
		assertCalled(aResponse().withStatus(500), "failed", "5xx", "transient", 0);
		assertCalled(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "unanswered", "none", "transient", 0);
	}

	@Test
	void aDeadLetterIsCountedAndSeen() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"invalid_request_body\"}", 422)));
		double added = value("fuse.deadletters.added", "class", "message");
		double lying = value("fuse.deadletters", "class", "message");
		send(webhook("financial_connection.sync_data"));
		await().until(() -> value("fuse.deadletters.added", "class", "message") > added);
		await().until(() -> value("fuse.deadletters", "class", "message")
				- lying == value("fuse.deadletters.added", "class", "message") - added);
	}

	@Test
	void whatWaitsIsCountedAndTheOldestIsKnown() throws Exception {
		await().until(() -> value("fuse.store.waiting", "queue", "inbox") == 0);
		this.camel.getRouteController().stopRoute("dispatch");
		try {
			store(Instant.now().minus(2, ChronoUnit.HOURS));
			send(webhook("financial_connection.sync_data"));
			assertThat(value("fuse.store.waiting", "queue", "inbox")).isEqualTo(2);
			assertThat(value("fuse.dispatch.paused", "reason", "stopped")).isEqualTo(1);
			await().until(() -> value("fuse.store.due", "queue", "inbox") == 2);
			await().until(() -> value("fuse.store.oldest.age", "queue", "inbox") > 7200);
			assertThat(value("fuse.store.oldest.age", "queue", "inbox")).isLessThan(8000);
			assertThat(value("fuse.store.claimed", "queue", "inbox")).isZero();
		}
		finally {
			this.camel.getRouteController().startRoute("dispatch");
		}
		assertThat(value("fuse.dispatch.paused", "reason", "stopped")).isZero();
		await().until(() -> value("fuse.store.waiting", "queue", "inbox") == 0
				&& value("fuse.store.oldest.age", "queue", "inbox") == 0);
	}

	@Test
	void whatIsInWorkIsClaimed() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED).withFixedDelay(1000)));
		send(webhook("financial_connection.sync_data"));
		await().until(() -> value("fuse.store.claimed", "queue", "inbox") > 0);
		await().until(() -> value("fuse.store.claimed", "queue", "inbox") == 0);
	}

	@Test
	void whatIsOnDiskIsMeasured() {
		double history = value("fuse.store.history", "", "");
		double batches = counts("fuse.store.batch").get("fuse.store.batch{}");
		send(webhook("financial_connection.sync_data"));
		await().until(() -> value("fuse.store.history", "", "") > history);
		assertThat(counts("fuse.store.batch").get("fuse.store.batch{}")).isGreaterThan(batches);
		assertThat(counts("fuse.store.commit").get("fuse.store.commit{}")).isGreaterThan(batches);
		assertThat(value("fuse.store.size", "", "")).isGreaterThan(value("fuse.store.log.size", "", ""));
		assertThat(value("fuse.store.available", "", "")).isEqualTo(1);
	}

	@Test
	void thereAreNoMetersButThoseDocumented() throws IOException {
		aCallIsCountedByItsEnd();
		await().until(() -> {
			runScheduled("Freshness.count");
			return this.meters.find("fuse.connections.stale").tag("source", SOURCE).gauges().size() == 2;
		});
		Map<String, String> documented = documented();
		Map<String, String> there = new TreeMap<>();
		this.meters.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("fuse."))
			.forEach((id) -> there.put(id.getName(), id.getType().name().toLowerCase() + " "
					+ id.getTags().stream().map(Tag::getKey).sorted().toList()));
		assertThat(there).isEqualTo(documented);
	}

	@Test
	void labelsHaveNoValuesButThoseDocumented() throws IOException {
		aCallIsCountedByItsEnd();
		String labels = section("| label | values |");
		Set<String> undocumented = new TreeSet<>();
		this.meters.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("fuse."))
			.flatMap((id) -> id.getTags().stream())
			.filter((tag) -> !Set.of("type", "source", "credential").contains(tag.getKey()))
			.filter((tag) -> labels.lines()
				.noneMatch((line) -> line.startsWith("| `" + tag.getKey() + "`")
						&& line.contains("`" + tag.getValue() + "`")))
			.forEach((tag) -> undocumented.add(tag.toString()));
		assertThat(undocumented).as("Add these to operating.md, or leave them out").isEmpty();
	}

	/** Name to type and labels, as the table in operating.md has them. */
	private static Map<String, String> documented() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		for (String line : section("| name | type |").lines().toList()) {
			String[] cells = line.split("\\|");
			Matcher name = Pattern.compile("`(fuse[^`]+)`").matcher(cells[1]);
			if (name.find()) {
				List<String> labels = Pattern.compile("`([^`]+)`")
					.matcher(cells[4])
					.results()
					.map((label) -> label.group(1))
					.sorted()
					.toList();
				documented.put(name.group(1), cells[2].strip() + " " + labels);
			}
		}
		return documented;
	}

	private static String section(String begin) throws IOException {
		String page = Files.readString(Path.of("src/site/markdown/operating.md"));
		return page.substring(page.indexOf(begin)).split("\n\n", 2)[0];
	}

	private void assertReceived(Supplier<Integer> sending, int status, String outcome, String type) {
		Map<String, Double> expected = counts("fuse.webhooks.");
		expected.merge("fuse.webhooks.received{outcome=" + outcome + ", type=" + type + "}", 1.0, Double::sum);
		if (status == 200) {
			expected.merge("fuse.webhooks.ack{}", 1.0, Double::sum);
			expected.merge("fuse.webhooks.verified{key=current}", 1.0, Double::sum);
		}
		assertThat(sending.get()).isEqualTo(status);
		await().untilAsserted(() -> assertThat(counts("fuse.webhooks.")).isEqualTo(expected));
	}

	private void assertCalled(ResponseDefinitionBuilder answer, String outcome, String status, String failureClass,
			int synced) {
		FUSE.stubFor(post(SYNC_PATH).willReturn(answer));
		String meter = "fuse.sync.calls{class=%s, outcome=%s, source=%s, status=%s}".formatted(failureClass, outcome,
				SOURCE, status);
		double before = counts("fuse.sync.calls").getOrDefault(meter, 0.0);
		double syncedBefore = counts("fuse.sync.end_to_end").get("fuse.sync.end_to_end{}");
		send(webhook("financial_connection.sync_data"));
		await()
			.untilAsserted(() -> assertThat(counts("fuse.sync.calls").getOrDefault(meter, 0.0)).isGreaterThan(before));
		assertThat(counts("fuse.sync.end_to_end").get("fuse.sync.end_to_end{}"))
			.isGreaterThanOrEqualTo(syncedBefore + synced);
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
	}

	/** What counters and timers have counted, by name and labels. */
	private Map<String, Double> counts(String prefix) {
		return this.meters.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith(prefix))
			.collect(
					Collectors.toMap(
							(meter) -> meter.getId().getName() + meter.getId()
								.getTags()
								.stream()
								.map((tag) -> tag.getKey() + "=" + tag.getValue())
								.sorted()
								.collect(Collectors.joining(", ", "{", "}")),
							MetricsTest::count, Double::sum, TreeMap::new));
	}

	private static double count(Meter meter) {
		double count = 0;
		for (var measurement : meter.measure()) {
			count += (measurement.getStatistic() == Statistic.COUNT) ? measurement.getValue() : 0;
		}
		return count;
	}

	private double value(String name, String label, String value) {
		return this.meters.find(name)
			.meters()
			.stream()
			.filter((meter) -> label.isEmpty() || value.equals(meter.getId().getTag(label)))
			.mapToDouble((meter) -> meter.measure().iterator().next().getValue())
			.sum();
	}

	/** A webhook that was received at another time. */
	private void store(Instant received) throws StoreUnavailableException {
		Webhooks webhook = webhook("financial_connection.sync_data");
		this.store
			.add(new NewWebhook(
					new Webhook(UUID.randomUUID().toString(), "financial_connection.sync_data",
							Webhooks.newConnection(), SOURCE, "sandbox", received, 0),
					"inbox", webhook.signature(), webhook.body()), System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
	}

	private Webhooks webhook(String type) {
		return Webhooks.signed("""
				{"type":"%s", "financial_connection_id":"%s", "source":"%s"}""".formatted(type, this.connection,
				SOURCE));
	}

	/** The status of a webhook whose body stops half-way. */
	private int sendHalf() {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream()
				.write("POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
					.getBytes(StandardCharsets.US_ASCII));
			byte[] answer = socket.getInputStream().readNBytes(12);
			return Integer.parseInt(new String(answer, StandardCharsets.US_ASCII).substring(9));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
