package dev.fusesync.connections.freshness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.fusesync.settings.MetricSettings;
import dev.fusesync.store.Queues;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Which connections count as stale, also after the clock was set. */
@Tag("both-databases")
class FreshnessTest {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@TempDir
	private Path directory;

	private StoredWebhooks webhooks;

	private Freshness freshness;

	@BeforeEach
	void open() throws Exception {
		this.webhooks = new StoredWebhooks(this.directory);
		this.freshness = new Freshness(
				new FreshnessQueries(this.webhooks.store(),
						new MetricSettings(Set.of(), Set.of("plaid", "teller"), Duration.ofSeconds(1))),
				new FreshnessSettings(List.of(Duration.ofHours(24), Duration.ofHours(72), Duration.ofMinutes(90))),
				this.meters);
		this.webhooks.at(NOON);
	}

	@AfterEach
	void close() throws Exception {
		this.webhooks.close();
	}

	@Test
	void countsByAggregatorAndThreshold() {
		sync("conn-1", "plaid");
		sync("conn-2", "plaid");
		sync("conn-3", "unheard-of");
		sync("conn-4", null);
		this.webhooks.add("never-synced");
		expect(Map.of("plaid 24h", 0, "plaid 72h", 0, "plaid 90m", 0, "other 24h", 0, "other 72h", 0, "other 90m", 0));
		pass(Duration.ofHours(25));
		sync("conn-2", "plaid");
		expect(Map.of("plaid 24h", 1, "plaid 72h", 0, "plaid 90m", 1, "other 24h", 2, "other 72h", 0, "other 90m", 2));
		pass(Duration.ofHours(50));
		expect(Map.of("plaid 24h", 2, "plaid 72h", 1, "plaid 90m", 2, "other 24h", 2, "other 72h", 2, "other 90m", 2));
	}

	@Test
	void tellsWhichAreStale() {
		StaleCondition condition = new StaleCondition(this.freshness);
		sync("conn-1", "plaid");
		sync("conn-2", "plaid");
		sync("conn-3", "teller");
		this.freshness.count();
		assertThat(condition.present()).isEmpty();
		pass(Duration.ofHours(25));
		sync("conn-2", "plaid");
		sync("conn-3", "teller");
		this.freshness.count();
		assertThat(condition.present()).containsOnlyKeys("plaid 24h", "plaid 90m");
		assertThat(condition.present().get("plaid 24h").text())
			.isEqualTo("1 connection of plaid was synced once, but not within the last 24h.");
		pass(Duration.ofHours(25));
		this.freshness.count();
		assertThat(condition.present().get("plaid 24h").text())
			.isEqualTo("2 connections of plaid were synced once, but not within the last 24h.");
		assertThat(condition.over("plaid 24h"))
			.isEqualTo("All connections of plaid were synced within the last 24h or have ended.");
	}

	@Test
	void leavesOutWhatHasEndedUntilItsNextSync() {
		for (String type : List.of("financial_connection.disconnected", "financial_connection.finished")) {
			sync("conn-1", "teller");
			pass(Duration.ofHours(80));
			expect(Map.of("teller 24h", 1, "teller 72h", 1, "teller 90m", 1));
			receive(type, "conn-1");
			expect(Map.of());
			pass(Duration.ofMinutes(1));
			sync("conn-1", "teller");
			expect(Map.of("teller 24h", 0, "teller 72h", 0, "teller 90m", 0));
		}
	}

	/** Nothing looks stale by that; the next sync has a right time again. */
	@Test
	void isFreshForLongerAfterTheClockWasSetBack() {
		sync("conn-1", "plaid");
		this.webhooks.at(NOON.minus(Duration.ofHours(10)));
		expect(Map.of("plaid 24h", 0, "plaid 72h", 0, "plaid 90m", 0));
		pass(Duration.ofHours(30));
		expect(Map.of("plaid 24h", 0, "plaid 72h", 0, "plaid 90m", 1));
		pass(Duration.ofHours(5));
		expect(Map.of("plaid 24h", 1, "plaid 72h", 0, "plaid 90m", 1));
		this.webhooks.at(NOON.minus(Duration.ofHours(10)));
		sync("conn-1", "plaid");
		pass(Duration.ofHours(25));
		expect(Map.of("plaid 24h", 1, "plaid 72h", 0, "plaid 90m", 1));
	}

	@Test
	void countsMoreThanOnePage() {
		sync("conn-1", "plaid");
		this.webhooks.store().write((session) -> {
			try (PreparedStatement insert = session.connection()
				.prepareStatement("INSERT INTO connection (connection_key, connection, source, synced_at) "
						+ "VALUES (?, 'conn', ?, ?)")) {
				for (int i = 0; i < 2 * FreshnessQueries.PAGE; i++) {
					insert.setString(1, "key-" + i);
					insert.setString(2, (i % 2 == 0) ? "plaid" : "source-" + i);
					insert.setLong(3, NOON.toEpochMilli());
					insert.addBatch();
				}
				return insert.executeBatch();
			}
		});
		pass(Duration.ofHours(25));
		int page = FreshnessQueries.PAGE;
		expect(Map.of("plaid 24h", page + 1, "plaid 72h", 0, "plaid 90m", page + 1, "other 24h", page, "other 72h", 0,
				"other 90m", page));
	}

	@Test
	void takesThresholdsFromTheSettings() {
		ApplicationContextRunner program = new ApplicationContextRunner().withUserConfiguration(Settings.class);
		program.run((context) -> assertThat(context.getBean(FreshnessSettings.class).stale())
			.containsExactly(Duration.ofHours(24), Duration.ofHours(72)));
		program.withPropertyValues("fuse.connections.stale=")
			.run((context) -> assertThat(context.getBean(FreshnessSettings.class).stale()).isEmpty());
		for (String wrong : List.of("1s", "24h,400d", "1h,2h,3h,4h,5h,6h", "soon")) {
			program.withPropertyValues("fuse.connections.stale=" + wrong)
				.run((context) -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining("stale"));
		}
	}

	private void sync(String connection, String source) {
		this.webhooks.sync(StoredWebhooks.add(this.webhooks.store(),
				StoredWebhooks.webhook(connection, source, this.webhooks.clock().instant()), Queues.INBOX,
				"{}".getBytes(StandardCharsets.UTF_8)));
	}

	private void receive(String type, String connection) {
		Instant now = this.webhooks.clock().instant();
		StoredWebhooks.add(this.webhooks.store(),
				new Webhook(WebhookId.next(now.toEpochMilli()), type, connection, "teller", "sandbox", now, 0),
				Queues.OTHER_EVENTS, "{}".getBytes(StandardCharsets.UTF_8));
	}

	private void pass(Duration time) {
		this.webhooks.at(this.webhooks.clock().instant().plus(time));
	}

	/** By source and threshold, after the next count. */
	private void expect(Map<String, Integer> expected) {
		this.freshness.count();
		Map<String, Integer> stale = new TreeMap<>();
		this.meters.find("fuse.connections.stale")
			.gauges()
			.forEach((gauge) -> stale.put(gauge.getId().getTag("source") + " " + gauge.getId().getTag("threshold"),
					(int) gauge.value()));
		assertThat(stale).isEqualTo(expected);
	}

	@EnableConfigurationProperties(FreshnessSettings.class)
	static class Settings {

	}

}
