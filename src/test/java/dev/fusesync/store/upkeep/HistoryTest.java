package dev.fusesync.store.upkeep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows of finished webhooks go by age and number, never those of others, and not by a
 * clock that cannot be trusted.
 */
@Tag("both-databases")
class HistoryTest {

	@TempDir
	private Path directory;

	private final AtomicLong nanos = new AtomicLong(17);

	private StoreFixture fixture;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		this.fixture.clock.freeze();
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	private History history(Duration age, long most) {
		return new History(
				this.fixture.store(), new StoreSettings(this.directory, DataSize.ofBytes(0), 0, age, most, 200,
						Duration.ZERO, new StoreSettings.Backup("", this.directory, 1)),
				this.fixture.clock, this.nanos::get);
	}

	/** Stores webhooks, of which so many are finished, the first ones. */
	private void add(int number, int finished) {
		this.fixture.addAll(IntStream.range(0, number).mapToObj((i) -> StoreFixture.webhook("c")).toList());
		for (StoredWebhook row : this.fixture.store().due(Queues.INBOX, this.fixture.clock.millis(), null, finished)) {
			this.fixture.store().settle(row, new Outcome.Finished(Outcome.SYNCED, null), () -> {
			});
		}
		this.fixture.store().write((session) -> null);
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
		this.fixture.clock.step(time);
	}

	private void expectFinished(long number) {
		assertThat(this.fixture.number("SELECT count(*) FROM webhook WHERE state = 'synced'")).isEqualTo(number);
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	@Test
	void rowsOfFinishedWebhooksGoWhenTheyAreTooOldAndOthersStay() {
		History history = history(Duration.ofHours(2), 10_000);
		add(2 * History.BATCH + 3, 2 * History.BATCH);
		pass(Duration.ofHours(1));
		history.trim();
		expectFinished(2 * History.BATCH);
		add(1, 0);
		pass(Duration.ofMinutes(61));
		history.trim();
		expectFinished(0);
		assertThat(this.fixture.store().counts().waiting(Queues.INBOX)).isEqualTo(4);
	}

	@Test
	void theOldestRowsGoWhenThereAreTooManyAlsoInTheFirstHour() {
		add(History.BATCH + 10, History.BATCH + 8);
		history(Duration.ofDays(1), 5).trim();
		expectFinished(5);
		assertThat(this.fixture.number("SELECT min(seq) FROM webhook")).isEqualTo(History.BATCH + 4);
	}

	@Test
	void largeBodiesThatAreKeptGoInSeveralTransactions() {
		add(8, 6);
		this.fixture.store()
			.write((session) -> session.connection()
				.createStatement()
				.executeUpdate("UPDATE webhook SET body_kept = 1, size = 2000000 WHERE state = 'synced'"));
		long before = this.fixture.meters.get("fuse.store.commit").timer().count();
		history(Duration.ofDays(1), 0).trim();
		assertThat(this.fixture.meters.get("fuse.store.commit").timer().count() - before).isEqualTo(3);
		expectFinished(0);
	}

	@Test
	void nothingGoesForItsAgeInTheFirstHour() {
		add(3, 2);
		pass(Duration.ofDays(3));
		history(Duration.ofHours(1), 10_000).trim();
		expectFinished(2);
	}

	@Test
	void nothingGoesForItsAgeInTheHourAfterTheClockWasPutForward() {
		History history = history(Duration.ofHours(2), 10_000);
		pass(Duration.ofHours(1));
		history.trim();
		add(3, 2);
		this.fixture.clock.step(Duration.ofDays(30));
		pass(Duration.ofMinutes(59));
		history.trim();
		expectFinished(2);
		pass(Duration.ofHours(1));
		history.trim();
		expectFinished(0);
	}

	@Test
	void theRowWithTheHighestNumberStaysSoThatNoOtherGetsIt() throws Exception {
		Assumptions.assumeFalse(TestDatabase.POSTGRESQL, "A sequence never gives a number twice");
		add(2, 2);
		history(Duration.ofDays(1), 0).trim();
		expectFinished(1);
		this.fixture.restart();
		this.fixture.add("c");
		assertThat(this.fixture.number("SELECT max(seq) FROM webhook")).isEqualTo(3);
	}

	@Test
	void aConnectionThatEndedIsForgottenAfterThatTime() {
		History history = history(Duration.ofHours(2), 10_000);
		this.fixture.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				return statement
					.executeUpdate("INSERT INTO connection (connection_key, connection, synced_at, ended_at) "
							+ "VALUES ('a', 'ended', 1, " + this.fixture.clock.millis()
							+ "), ('b', 'synced', 1, NULL)");
			}
		});
		pass(Duration.ofHours(1));
		history.trim();
		assertThat(this.fixture.number("SELECT count(*) FROM connection")).isEqualTo(2);
		pass(Duration.ofMinutes(61));
		history.trim();
		assertThat(this.fixture.number("SELECT count(*) FROM connection WHERE connection = 'synced'")).isEqualTo(1);
		assertThat(this.fixture.number("SELECT count(*) FROM connection")).isEqualTo(1);
	}

}
