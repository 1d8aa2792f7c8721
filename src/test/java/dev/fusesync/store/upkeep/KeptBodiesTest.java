package dev.fusesync.store.upkeep;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Bodies are kept after success as long as is set, and no longer. */
@Tag("both-databases")
class KeptBodiesTest {

	private static final Duration KEPT = Duration.ofHours(12);

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	@TempDir
	private Path directory;

	private StoredWebhooks webhooks;

	@BeforeEach
	void open() throws Exception {
		this.webhooks = new StoredWebhooks(this.directory, KEPT);
		this.webhooks.at(NOON);
	}

	@AfterEach
	void close() throws Exception {
		this.webhooks.close();
	}

	@Test
	void keepsThoseOfSuccessesOnly() {
		finishOneOfEachKind();
		assertThat(this.webhooks.number("SELECT count(*) FROM webhook w JOIN body b ON b.seq = w.seq "
				+ "WHERE w.body_kept = 1 AND w.state IN ('synced', 'covered', 'delivered')"))
			.isEqualTo(3);
		assertThat(this.webhooks.number("SELECT count(*) FROM webhook WHERE body_kept = 1")).isEqualTo(3);
	}

	@Test
	void keepsNoneUnlessThatIsSet() throws Exception {
		this.webhooks.close();
		this.webhooks = new StoredWebhooks(this.directory.resolve("another"));
		finishOneOfEachKind();
		assertThat(this.webhooks.bodies()).isEqualTo(2).isEqualTo(unfinished());
		assertThat(this.webhooks.number("SELECT count(*) FROM webhook WHERE body_kept IS NOT NULL")).isZero();
	}

	@Test
	void deletesThemWhenTheirTimeIsOver() {
		finishOneOfEachKind();
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.sync(this.webhooks.add("later"));
		this.webhooks.at(NOON.plus(KEPT).minusMillis(1));
		expectKept(KEPT, 4);
		this.webhooks.at(NOON.plus(KEPT));
		expectKept(KEPT, 1);
		this.webhooks.at(NOON.plus(Duration.ofDays(2)));
		expectKept(KEPT, 0);
		assertThat(this.webhooks.count("synced")).as("The rows are history").isEqualTo(2);
	}

	/** A minute of the clock is a minute longer; nothing is deleted too early. */
	@Test
	void keepsThemForLongerAfterTheClockWasSetBack() {
		this.webhooks.sync(this.webhooks.add("conn-1"));
		this.webhooks.at(NOON.minus(Duration.ofHours(1)).plus(KEPT));
		expectKept(KEPT, 1);
		this.webhooks.at(NOON.plus(KEPT));
		expectKept(KEPT, 0);
	}

	@Test
	void deletesAllOnceTheSettingIsLower() {
		this.webhooks.store().write((session) -> {
			List<StoredWebhook> rows = new ArrayList<>();
			for (int i = 0; i < 2 * KeptBodies.BATCH + 1; i++) {
				rows.add(session.insert(new NewWebhook(StoredWebhooks.webhook("conn-" + i, "plaid", NOON), Queues.INBOX,
						"signature", "{}".getBytes(StandardCharsets.UTF_8)), null, NOON.toEpochMilli()));
			}
			for (StoredWebhook row : rows) {
				session.settle(row, new Outcome.Finished(Outcome.SYNCED, null), NOON.toEpochMilli(), (written) -> {
				});
			}
			return null;
		});
		expectKept(KEPT, 2 * KeptBodies.BATCH + 1);
		this.webhooks.at(NOON.plus(Duration.ofHours(2)));
		expectKept(Duration.ofHours(3), 2 * KeptBodies.BATCH + 1);
		expectKept(Duration.ofHours(1), 0);
	}

	@Test
	void deletesLargeOnesInBatchesOfAFewMegabytes() {
		for (int i = 0; i < 4; i++) {
			this.webhooks.finish(StoredWebhooks.add(this.webhooks.store(),
					StoredWebhooks.webhook("conn-" + i, "plaid", NOON), Queues.INBOX, new byte[2 << 20]),
					Outcome.SYNCED);
		}
		expectKept(Duration.ZERO, 0);
	}

	@Test
	void isSetToAMonthAtMostAndNoLongerThanTheHistory() {
		ApplicationContextRunner program = new ApplicationContextRunner().withUserConfiguration(Settings.class);
		program.withPropertyValues("fuse.store.keep-bodies=30d").run((context) -> assertThat(context).hasNotFailed());
		program.withPropertyValues("fuse.store.keep-bodies=31d")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("keepBodies"));
		program.withPropertyValues("fuse.store.keep-bodies=2d", "fuse.store.history=1d")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("must not be longer than fuse.store.history"));
	}

	/** Synced, covered, delivered, dead-lettered, and one that waits. */
	private void finishOneOfEachKind() {
		StoredWebhook synced = this.webhooks.add("conn-1");
		this.webhooks.finish(synced, Outcome.SYNCED, this.webhooks.add("conn-1"));
		this.webhooks.finish(StoredWebhooks.add(this.webhooks.store(), StoredWebhooks.webhook("conn-2", "plaid", NOON),
				Queues.OTHER_EVENTS, "{}".getBytes(StandardCharsets.UTF_8)), Outcome.DELIVERED);
		this.webhooks.deadLetter("conn-3");
		this.webhooks.add("conn-4");
		assertThat(this.webhooks.count("synced")).isEqualTo(1);
		assertThat(this.webhooks.count("covered")).isEqualTo(1);
		assertThat(this.webhooks.count("delivered")).isEqualTo(1);
	}

	private long unfinished() {
		return this.webhooks.count("waiting") + this.webhooks.count("dead-lettered");
	}

	/** After the next look, with that setting. */
	private void expectKept(Duration kept, long expected) {
		new KeptBodies(this.webhooks.store(), kept, this.webhooks.clock()).deleteOld();
		assertThat(this.webhooks.number("SELECT count(*) FROM webhook WHERE body_kept = 1")).isEqualTo(expected);
		assertThat(this.webhooks.bodies()).isEqualTo(expected + unfinished());
	}

	@EnableConfigurationProperties(StoreSettings.class)
	static class Settings {

	}

}
