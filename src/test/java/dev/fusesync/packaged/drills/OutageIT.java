package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Fuse is out of order in every way, one after the other, with waits in seconds that are
 * minutes in life. Then it is back, and all is synced.
 */
@Tag("drill")
class OutageIT {

	private static final Logger LOG = LoggerFactory.getLogger(OutageIT.class);

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final String[] SOURCES = { "plaid", "teller", "mx" };

	@TempDir
	Path directory;

	private final int port = PackagedProgram.freePort();

	/** Which outage each accepted webhook fell into, by sha256. */
	private final Map<String, String> accepted = new LinkedHashMap<>();

	@Test
	void syncsAllAfterEveryKindOfOutage() throws Exception {
		WireMockServer fuse = new WireMockServer(options().port(this.port));
		try (PackagedProgram program = new PackagedProgram(this.directory, environment())) {
			program.start();
			await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			Instant begin = Instant.now();
			send(program, "refuses");
			await().atMost(LONG).until(() -> program.output().contains("Circuit breaker open"));
			int calls = 0;
			for (Map.Entry<String, ResponseDefinitionBuilder> outage : outages().entrySet()) {
				fuse.start();
				fuse.stubFor(any(anyUrl()).willReturn(outage.getValue()));
				send(program, outage.getKey());
				await(outage.getKey()).atMost(LONG).until(() -> !fuse.findAll(anyRequestedFor(anyUrl())).isEmpty());
				calls += fuse.findAll(anyRequestedFor(anyUrl())).size();
				fuse.stop();
				fuse.resetAll();
			}
			long seconds = Duration.between(begin, Instant.now()).toSeconds();
			fuse.start();
			fuse.stubFor(any(anyUrl()).willReturn(okJson("{\"request_id\":\"r\"}")));
			await().atMost(LONG).untilAsserted(() -> assertThat(unsynced(fuse)).isEmpty());
			LOG.info("{} outages in {} s: {} accepted, {} calls, all synced afterwards", outages().size(), seconds,
					this.accepted.size(), calls);
			assertThat(program.output()).doesNotContain("Dead-lettered").contains("Fuse is back");
			assertThat(calls).isLessThan(4 * this.accepted.size());
		}
		finally {
			fuse.stop();
		}
	}

	private Map<String, ResponseDefinitionBuilder> outages() {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().plusSeconds(2).atZone(ZoneOffset.UTC));
		Map<String, ResponseDefinitionBuilder> outages = new LinkedHashMap<>();
		outages.put("hangs", aResponse().withFixedDelay(60_000));
		outages.put("resets", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
		outages.put("answers nothing", aResponse().withFault(Fault.EMPTY_RESPONSE));
		outages.put("answers half a body",
				aResponse().withStatus(500).withHeader("Content-Length", "1000").withBody("{"));
		outages.put("answers a page", aResponse().withStatus(200).withBody("\n<!doctype html><p>Maintenance"));
		outages.put("answers garbage", aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE));
		outages.put("500", aResponse().withStatus(500)
			.withBody("{\"code\":\"internal_server_error\",\"request_id\":\"r\",\"data\":{\"errors\":[]}}"));
		outages.put("502", aResponse().withStatus(502).withBody("<html>Bad gateway</html>"));
		outages.put("503", aResponse().withStatus(503).withHeader("Retry-After", "1"));
		outages.put("429, seconds", aResponse().withStatus(429).withHeader("Retry-After", "2"));
		outages.put("429, date", aResponse().withStatus(429).withHeader("Retry-After", date));
		outages.put("401", aResponse().withStatus(401));
		outages.put("404", aResponse().withStatus(404).withBody("<html>No such page</html>"));
		outages.put("301", aResponse().withStatus(301).withHeader("Location", "http://localhost:1/"));
		return outages;
	}

	private Map<String, String> environment() {
		return Map.of("FUSE_BASE_PATH", "http://localhost:" + this.port, "FUSE_API_KEY", Webhooks.API_KEY,
				"FUSE_CLIENT_ID", "test-client", "FUSE_RETRY_DELAYS", "500ms", "FUSE_BREAKER_HALFOPENAFTER", "200ms",
				"FUSE_BREAKER_LONGESTOPEN", "1s", "CAMEL_COMPONENT_HTTP_RESPONSETIMEOUT", "1000",
				"FUSE_SYNC_CALLTIMEOUT", "2s");
	}

	/** One of each source, of connections of their own. */
	private void send(PackagedProgram program, String outage) throws Exception {
		for (String source : SOURCES) {
			Webhooks webhook = Webhooks.signed("""
					{"type":"%s","financial_connection_id":"%s","source":"%s"}""".formatted(Webhooks.SYNC_DATA,
					Webhooks.newConnection(), source));
			assertThat(program.send(webhook).statusCode()).isEqualTo(200);
			this.accepted.put(FuseStandIn.sha256(webhook.body()), outage);
		}
	}

	private Map<String, String> unsynced(WireMockServer fuse) {
		Map<String, String> unsynced = new LinkedHashMap<>(this.accepted);
		fuse.findAll(anyRequestedFor(anyUrl())).forEach((call) -> unsynced.remove(FuseStandIn.sha256(call.getBody())));
		return unsynced;
	}

}
