package dev.fusesync.overview.activity;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.fusesync.store.ObservedStore;
import dev.fusesync.store.Store;
import dev.fusesync.support.StoredWebhooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known of each minute, also after a restart and of several instances. */
@Tag("both-databases")
class ActivityTest {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@TempDir
	private Path directory;

	private StoredWebhooks webhooks;

	private Activity activity;

	@BeforeEach
	void open() throws Exception {
		this.webhooks = new StoredWebhooks(this.directory);
		this.webhooks.at(NOON);
		this.activity = activity(this.webhooks.store(), this.meters);
	}

	@AfterEach
	void close() throws Exception {
		this.webhooks.close();
	}

	@Test
	void showsAnHourOfNothing() {
		assertThat(this.activity.lastHour()).hasSize(60).allMatch(Minute::isQuiet);
		assertThat(this.activity.lastHour().get(0).minute()).isEqualTo(NOON.minus(Duration.ofMinutes(59)));
		assertThat(this.activity.lastHour().get(59).minute()).isEqualTo(NOON);
	}

	@Test
	void countsByMinute() {
		happen(this.meters, 5, 3, 1);
		assertThat(minute(0)).as("before it is over").isEqualTo(new Minute(NOON, 5, 3, 1, 0, 0));
		endOfMinute(1);
		assertThat(minute(0)).isEqualTo(new Minute(NOON, 5, 3, 1, 0, 0));
		happen(this.meters, 2, 0, 0);
		endOfMinute(2);
		endOfMinute(3);
		assertThat(minute(0)).isEqualTo(new Minute(NOON, 5, 3, 1, 0, 0));
		assertThat(minute(1)).isEqualTo(new Minute(NOON.plusSeconds(60), 2, 0, 0, 0, 0));
		assertThat(minute(2).isQuiet()).isTrue();
	}

	@Test
	void goesOnAfterARestart() {
		happen(this.meters, 5, 3, 1);
		endOfMinute(1);
		SimpleMeterRegistry fresh = new SimpleMeterRegistry();
		this.activity = activity(this.webhooks.store(), fresh);
		assertThat(minute(0)).isEqualTo(new Minute(NOON, 5, 3, 1, 0, 0));
		happen(fresh, 1, 1, 0);
		this.webhooks.at(NOON.plusSeconds(60));
		this.activity.write();
		assertThat(minute(0)).as("in the same minute").isEqualTo(new Minute(NOON, 6, 4, 1, 0, 0));
	}

	@Test
	void keepsAnHour() {
		happen(this.meters, 5, 3, 1);
		endOfMinute(1);
		happen(this.meters, 1, 0, 0);
		endOfMinute(60);
		assertThat(this.activity.lastHour().stream().mapToLong(Minute::received).sum()).isEqualTo(1);
		happen(this.meters, 1, 0, 0);
		endOfMinute(62);
		assertThat(number("SELECT count(*) FROM activity WHERE minute = " + NOON.toEpochMilli())).isZero();
	}

	@Test
	void keepsAnHourAlsoWhileNothingHappens() {
		happen(this.meters, 5, 3, 1);
		endOfMinute(1);
		endOfMinute(60);
		assertThat(number("SELECT count(*) FROM activity")).isEqualTo(1);
		endOfMinute(61);
		assertThat(number("SELECT count(*) FROM activity")).isZero();
	}

	/** The commit came, but so late that nobody waited for it any more. */
	@Test
	void addsNothingTwice() {
		ObservedStore slow = new ObservedStore(this.webhooks.store());
		this.activity = activity(slow.store(), this.meters);
		slow.afterwards((method) -> {
			if (method.equals("write")) {
				throw new Store.NotWrittenException("The database did not write within 60 s");
			}
		});
		happen(this.meters, 5, 3, 1);
		endOfMinute(1);
		slow.afterwards((method) -> {
		});
		happen(this.meters, 2, 0, 0);
		endOfMinute(2);
		assertThat(minute(0)).isEqualTo(new Minute(NOON, 5, 3, 1, 0, 0));
		assertThat(minute(1)).isEqualTo(new Minute(NOON.plusSeconds(60), 2, 0, 0, 0, 0));
	}

	@Test
	void writesNothingWhileNothingHappens() {
		for (int i = 1; i < 5; i++) {
			endOfMinute(i);
		}
		assertThat(number("SELECT count(*) FROM activity")).isZero();
	}

	@Test
	void addsWhatTheOtherInstancesSaw() throws Exception {
		happen(this.meters, 5, 3, 1);
		endOfMinute(1);
		StoredWebhooks another = this.webhooks.another();
		try {
			another.at(NOON.plusSeconds(60));
			SimpleMeterRegistry others = new SimpleMeterRegistry();
			happen(others, 10, 10, 0);
			Activity activity = activity(another.store(), others);
			activity.write();
			assertThat(minute(0)).isEqualTo(new Minute(NOON, 15, 13, 1, 0, 0));
			assertThat(activity.lastHour()).isEqualTo(this.activity.lastHour());
		}
		finally {
			if (another != this.webhooks) {
				another.close();
			}
		}
	}

	private static Activity activity(Store store, SimpleMeterRegistry meters) {
		return new Activity(store, new ActivityQueries(store), meters);
	}

	private static void happen(SimpleMeterRegistry meters, int received, int synced, int refused) {
		meters.counter("fuse.webhooks.received", "outcome", "accepted", "type", "a").increment(received - 1);
		meters.counter("fuse.webhooks.received", "outcome", "accepted", "type", "b").increment();
		meters.counter("fuse.webhooks.received", "outcome", "forged", "type", "unverified").increment(refused);
		meters.counter("fuse.webhooks.received", "outcome", "malformed", "type", "unverified").increment();
		for (int i = 0; i < synced; i++) {
			meters.timer("fuse.sync.end_to_end").record(Duration.ofSeconds(1));
		}
	}

	private void endOfMinute(int number) {
		this.webhooks.at(NOON.plus(Duration.ofMinutes(number)));
		this.activity.write();
	}

	private Minute minute(int number) {
		List<Minute> hour = this.activity.lastHour();
		return hour.stream()
			.filter((minute) -> minute.minute().equals(NOON.plus(Duration.ofMinutes(number))))
			.findFirst()
			.orElseThrow();
	}

	private long number(String sql) {
		return this.webhooks.store().jdbc().sql(sql).query(Long.class).single();
	}

}
