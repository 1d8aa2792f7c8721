package dev.fusesync.overview;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.overview.Overview.Later;
import dev.fusesync.overview.Overview.Queue;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.support.StoredWebhooks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What waits, and by when it is due. */
@Tag("both-databases")
class QueueFactsTest {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@TempDir
	private Path directory;

	private StoredWebhooks webhooks;

	private QueueFacts facts;

	@BeforeEach
	void open() throws Exception {
		this.webhooks = new StoredWebhooks(this.directory);
		this.webhooks.at(NOON);
		this.facts = new QueueFacts(this.webhooks.store(), new QueueFactQueries(this.webhooks.store()), this.meters);
	}

	@AfterEach
	void close() throws Exception {
		this.webhooks.close();
	}

	@Test
	void asksNothingOfAnEmptyQueue() {
		assertThat(all()).containsOnlyKeys("inbox", "other-events")
			.allSatisfy((name, queue) -> assertThat(queue).isEqualTo(new Queue(0, 0L, 0, null, List.of())));
	}

	@Test
	void countsByWhenTheyAreDue() {
		gauge("fuse.store.claimed", 1);
		gauge("fuse.store.oldest.age", Double.NaN);
		for (Duration due : List.of(Duration.ZERO, Duration.ofSeconds(-60), Duration.ofMillis(1), Duration.ofMinutes(1),
				Duration.ofSeconds(61), Duration.ofMinutes(15), Duration.ofMinutes(16), Duration.ofHours(1),
				Duration.ofSeconds(3_601), Duration.ofDays(2), Duration.ofDays(3))) {
			due(this.webhooks.add("conn-" + due), due);
		}
		assertThat(all().get("inbox")).isEqualTo(new Queue(11, 2L, 1, null, List.of(new Later("1m", 2, false),
				new Later("15m", 2, false), new Later("1h", 2, false), new Later("later", 3, false))));
		assertThat(all().get("other-events").later()).isEmpty();
	}

	@Test
	void countsOnlySoMany() throws Exception {
		int most = TestDatabase.POSTGRESQL ? QueueFactQueries.MOST_OF_A_BUCKET : QueueFactQueries.MOST;
		copies(due(this.webhooks.add("conn-1"), Duration.ofSeconds(30)), most - 1);
		assertThat(inAMinute()).isEqualTo(new Later("1m", most, false));
		copies(due(this.webhooks.add("conn-1"), Duration.ofSeconds(30)), 1);
		Later more = inAMinute();
		assertThat(more.more()).isTrue();
		assertThat(more.count()).isBetween((long) most, (long) most + 1);
		assertThat(all().get("inbox").later()).as("what is left is not known then")
			.extracting(Later::within)
			.containsExactly("1m", "15m", "1h");
	}

	/** The number that waits is counted in memory, a moment before. */
	@Test
	void neverHasMoreDueThanWait() {
		due(this.webhooks.add("conn-1"), Duration.ZERO);
		due(this.webhooks.add("conn-2"), Duration.ZERO);
		this.webhooks.store().counts().addWaiting("inbox", -1);
		assertThat(all().get("inbox").due()).isEqualTo(1);
		assertThat(all().get("inbox").waiting()).isEqualTo(1);
	}

	@Test
	void leavesOutTheRestIfTooManyAreDue() throws Exception {
		int most = TestDatabase.POSTGRESQL ? QueueFactQueries.MOST_OF_A_BUCKET : QueueFactQueries.MOST;
		copies(due(this.webhooks.add("conn-1"), Duration.ZERO), most - 1);
		this.webhooks.store().counts().addWaiting("inbox", most + 3);
		due(this.webhooks.add("conn-2"), Duration.ofSeconds(30));
		assertThat(all().get("inbox").due()).isEqualTo(most);
		assertThat(all().get("inbox").later()).contains(new Later("later", 4, false));
		copies(due(this.webhooks.add("conn-1"), Duration.ZERO), 1);
		assertThat(all().get("inbox").due()).isGreaterThan(most);
		assertThat(all().get("inbox").later()).extracting(Later::within).containsExactly("1m", "15m", "1h");
	}

	/** However many there are, no row is read. */
	@Test
	void readsTheIndexAlone() {
		copies(due(this.webhooks.add("conn-1"), Duration.ofSeconds(30)), 15_000);
		if (TestDatabase.POSTGRESQL) {
			execute("UPDATE webhook SET bucket = seq % 256");
			// As autovacuum does; of an empty table the plan would be another one.
			execute("ANALYZE webhook");
		}
		String plan = String.join("\n",
				this.webhooks.store()
					.jdbc()
					.sql(TestDatabase.POSTGRESQL ? "EXPLAIN " + QueueFactQueries.COUNT_BY_BUCKET
							: "EXPLAIN QUERY PLAN " + QueueFactQueries.COUNT)
					.param("queue", "inbox")
					.param("from", NOON.toEpochMilli())
					.param("to", NOON.plusSeconds(60).toEpochMilli())
					.query((row, number) -> row.getString(TestDatabase.POSTGRESQL ? 1 : 4))
					.list());
		assertThat(plan).contains("webhook_due").doesNotContain("Seq Scan", "SCAN w");
	}

	private void gauge(String name, double value) {
		Gauge.builder(name, () -> value).tag("queue", "inbox").register(this.meters);
	}

	private Map<String, Queue> all() {
		return this.facts.all(Questions.to(this.webhooks.store(), this.webhooks.dialect()));
	}

	private Later inAMinute() {
		return all().get("inbox").later().get(0);
	}

	private StoredWebhook due(StoredWebhook webhook, Duration in) {
		execute("UPDATE webhook SET due_at = " + NOON.plus(in).toEpochMilli() + " WHERE seq = " + webhook.seq());
		return webhook;
	}

	/** More of the same connection, which is the same bucket. */
	private void copies(StoredWebhook of, int count) {
		execute("INSERT INTO webhook (seq, id, queue, bucket, signature, size, state, first_received_at, received_at, "
				+ "due_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count
				+ ") SELECT 1000000 + w.seq * 20000 + n.i, w.id || '-' || n.i, w.queue, w.bucket, w.signature, w.size, "
				+ "w.state, w.first_received_at, w.received_at, w.due_at FROM webhook w, n WHERE w.seq = " + of.seq());
	}

	private void execute(String sql) {
		this.webhooks.store().write((session) -> {
			try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
				return statement.executeUpdate();
			}
		});
	}

}
