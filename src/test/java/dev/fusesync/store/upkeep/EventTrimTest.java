package dev.fusesync.store.upkeep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.StoredWebhook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/** The oldest events go beyond the bounds, and webhooks are stored meanwhile. */
@Tag("both-databases")
class EventTrimTest {

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	private EventTrim trim(long maxHistory, int maxEvents) {
		return new EventTrim(this.fixture.store(),
				new StoreSettings(this.directory, DataSize.ofBytes(0), 0, Duration.ofDays(30), maxHistory, maxEvents,
						Duration.ZERO, new StoreSettings.Backup("", this.directory, 1)));
	}

	/** Runs as often as in an hour, in which each connection is looked at. */
	private static void run(EventTrim trim) {
		IntStream.range(0, 64).forEach((i) -> trim.trim());
	}

	/** Stores a webhook with so many events. */
	private long add(String connection, int events) throws Exception {
		String id = this.fixture.add(connection);
		long seq = Long.parseLong(this.fixture.column(id, "seq"));
		this.fixture.store().write((session) -> {
			try (var insert = session.connection()
				.prepareStatement("INSERT INTO event (webhook, at, event, attempts) VALUES (?, ?, 'retried', ?)")) {
				for (int i = 1; i <= events; i++) {
					insert.setLong(1, seq);
					insert.setLong(2, i);
					insert.setInt(3, i);
					insert.executeUpdate();
				}
				return null;
			}
		});
		return seq;
	}

	private long events(String condition) {
		return this.fixture.number("SELECT count(*) FROM event WHERE " + condition);
	}

	@Test
	void theOldestEventsOfAConnectionGoBeyondItsMaximum() throws Exception {
		long first = add("many", 700);
		long second = add("many", 500);
		long few = add("few", 100);
		for (int i = 0; i < 100; i++) {
			add("other-" + i, 11);
		}
		run(trim(1_000_000, 200));
		assertThat(events("webhook = " + first)).isZero();
		assertThat(events("webhook = " + second)).isEqualTo(200);
		assertThat(events("webhook = " + second + " AND attempts > 300")).isEqualTo(200);
		assertThat(events("webhook = " + few)).isEqualTo(100);
		run(trim(1_000_000, 10));
		assertThat(events("TRUE")).isEqualTo(102 * 10);
	}

	@Test
	void theOldestOfAllGoBeyondTwiceTheHistory() throws Exception {
		add("first", EventTrim.BATCH + 100);
		long last = add("last", 150);
		trim(100, 10_000).trim();
		assertThat(events("TRUE")).isEqualTo(200);
		assertThat(events("webhook = " + last)).isEqualTo(150);
		trim(0, 10_000).trim();
		assertThat(events("TRUE")).isZero();
	}

	@Test
	void aFullHistoryStopsNeitherReceivingNorSyncing() throws Exception {
		EventTrim trim = trim(1, 10);
		for (int i = 0; i < 30; i++) {
			String id = this.fixture.add("c");
			StoredWebhook row = this.fixture.store().due(Queues.INBOX, this.fixture.clock.millis(), null, 1).get(0);
			this.fixture.store().settleAndWait(row, new Outcome.DeadLettered(null), () -> {
			});
			trim.trim();
			assertThat(this.fixture.state(id)).isEqualTo("dead-lettered");
		}
		assertThat(events("TRUE")).isBetween(1L, 2L);
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

}
