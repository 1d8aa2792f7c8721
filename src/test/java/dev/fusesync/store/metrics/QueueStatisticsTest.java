package dev.fusesync.store.metrics;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import dev.fusesync.store.Store;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.jdbc.JdbcStore;
import dev.fusesync.store.sqlite.SqliteDialect;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/** The gauges that ask the database, on a real one. */
class QueueStatisticsTest {

	private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

	@TempDir
	private Path directory;

	private SqliteDialect database;

	private JdbcStore store;

	private OldestWebhook oldest;

	@BeforeEach
	void open() throws Exception {
		this.database = new SqliteDialect(new StoreSettings(this.directory, DataSize.ofBytes(0), 0, Duration.ofDays(30),
				0, 200, Duration.ZERO, new StoreSettings.Backup("", this.directory.resolve("backup"), 1)));
		this.store = new JdbcStore(this.database, new SimpleMeterRegistry(), (end) -> {
		}, Clock.systemUTC());
		this.oldest = new OldestWebhook(this.store.jdbc(), "inbox");
	}

	@AfterEach
	void close() throws Exception {
		this.store.destroy();
		this.database.destroy();
	}

	@Test
	void theOldestIsTheFirstOneThatIsNotFinished() {
		assertThat(this.oldest.receivedAt()).isInfinite();
		insert(1, 5, "inbox", "synced");
		insert(6, 1, "other-events", "waiting");
		insert(7, 3, "inbox", "waiting");
		assertThat(this.oldest.receivedAt()).isEqualTo(7_000);
		setState(7, "synced");
		assertThat(this.oldest.receivedAt()).isEqualTo(8_000);
		setState(8, "dead-lettered");
		setState(9, "discarded");
		assertThat(this.oldest.receivedAt()).isInfinite();
		insert(10, 1, "inbox", "waiting");
		assertThat(this.oldest.receivedAt()).isEqualTo(10_000);
	}

	@Test
	void findsWhatAReplayPutBack() {
		insert(1, 10, "inbox", "synced");
		insert(11, 1, "inbox", "waiting");
		assertThat(this.oldest.receivedAt()).isEqualTo(11_000);
		setState(4, "waiting");
		assertThat(this.oldest.receivedAt()).isEqualTo(4_000);
		setState(4, "synced");
		assertThat(this.oldest.receivedAt()).isEqualTo(11_000);
	}

	@Test
	void isNotKnownUntilAllRowsBeforeItHaveBeenLookedAt() {
		int many = 10 * OldestWebhook.STEP;
		insert(1, many + 5, "inbox", "synced");
		insert(many + 6, 1, "inbox", "waiting");
		assertThat(this.oldest.receivedAt()).isNaN();
		assertThat(this.oldest.receivedAt()).isEqualTo((many + 6) * 1_000.0);
		setState(1, "waiting");
		for (int i = 0; i < 11 && this.oldest.receivedAt() != 1_000; i++) {
			// Each refresh continues where the previous one ended.
		}
		assertThat(this.oldest.receivedAt()).isEqualTo(1_000);
	}

	@Test
	void anAgeIsNeverNegativeAndCountsFromTheReceipt() {
		insert(1, 1, "inbox", "waiting");
		assertThat(statistics(Instant.ofEpochMilli(61_000)).oldestAge()).isEqualTo(60);
		assertThat(statistics(Instant.EPOCH).oldestAge()).isZero();
		setState(1, "synced");
		assertThat(statistics(NOW).oldestAge()).isZero();
	}

	@Test
	void whatIsDueIsCountedToTenThousand() {
		insert(1, 3, "inbox", "waiting");
		insert(4, 7, "other-events", "waiting");
		assertThat(statistics(Instant.ofEpochMilli(2_000)).due()).isEqualTo(2);
		assertThat(statistics(NOW).due()).isEqualTo(3);
		insert(11, 10_500, "inbox", "waiting");
		assertThat(statistics(NOW).due()).isEqualTo(10_001);
	}

	@Test
	void asksOncePerInterval() {
		QueueStatistics statistics = new QueueStatistics(this.store.jdbc(), "inbox", Duration.ofHours(1),
				Clock.systemUTC());
		assertThat(statistics.due()).isZero();
		insert(1, 1, "inbox", "waiting");
		assertThat(statistics.due()).isZero();
		assertThat(statistics(NOW).due()).isEqualTo(1);
	}

	@Test
	void everyStatementGoesByAnIndex() {
		assertThat(plan(QueueStatistics.DUE, "inbox", 0L))
			.contains("USING COVERING INDEX webhook_due (queue=? AND due_at<?)");
		assertThat(plan(OldestWebhook.RECEIVED, 1L, "inbox")).contains("USING INTEGER PRIMARY KEY (rowid=?)");
		assertThat(plan(OldestWebhook.ROWS, "inbox", 1L)).contains("USING INTEGER PRIMARY KEY (rowid>?)")
			.doesNotContain("TEMP B-TREE");
	}

	private String plan(String sql, Object... parameters) {
		List<String> steps = this.store.jdbc()
			.sql("EXPLAIN QUERY PLAN " + sql)
			.params(List.of(parameters))
			.query((row, number) -> row.getString("detail"))
			.list();
		return String.join("\n", steps);
	}

	private QueueStatistics statistics(Instant now) {
		return new QueueStatistics(this.store.jdbc(), "inbox", Duration.ofSeconds(1), Clock.fixed(now, ZoneOffset.UTC));
	}

	/** Rows that were received, and are due, at their number in seconds. */
	private void insert(long first, int count, String queue, String state) {
		write("""
				WITH RECURSIVE number (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ?)
				INSERT INTO webhook (seq, id, queue, bucket, signature, size, state, first_received_at, received_at, due_at)
				SELECT n, n, ?, 0, '', 0, ?, n * 1000, n * 1000, n * 1000 FROM number""",
				first, first + count, queue, state);
	}

	private void setState(long seq, String state) {
		write("UPDATE webhook SET state = ? WHERE seq = ?", state, seq);
	}

	private void write(String sql, Object... parameters) {
		Store.Work<Integer> work = (session) -> {
			try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
				for (int i = 0; i < parameters.length; i++) {
					statement.setObject(i + 1, parameters[i]);
				}
				return statement.executeUpdate();
			}
		};
		this.store.write(work);
	}

}
