package dev.fusesync.store.upkeep;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Which dead letters count as superseded, also after the clock was set. */
@Tag("both-databases")
class SupersedingTest {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final int MANY = 2 * Superseding.BATCH + 500;

	@TempDir
	private Path directory;

	private StoredWebhooks webhooks;

	private Superseding superseding;

	@BeforeEach
	void open() throws Exception {
		this.webhooks = new StoredWebhooks(this.directory);
		this.superseding = new Superseding(this.webhooks.store(), this.webhooks.clock());
		this.webhooks.at(NOON);
	}

	@AfterEach
	void close() throws Exception {
		this.webhooks.close();
	}

	@Test
	void isSupersededOnceANewerOneIsSynced() {
		String id = this.webhooks.deadLetter("conn-1").id();
		this.webhooks.deadLetter("conn-2");
		expect(0, 2);
		this.webhooks.at(NOON.plusSeconds(60));
		StoredWebhook newer = this.webhooks.add("conn-1");
		expect(0, 2);
		this.webhooks.sync(newer);
		expect(1, 1);
		assertThat(this.webhooks.number("SELECT superseded_at FROM webhook WHERE id = '" + id + "'"))
			.isEqualTo(NOON.plusSeconds(60).toEpochMilli());
	}

	@Test
	void isNotSupersededByAnOlderOneThatIsSyncedLater() {
		StoredWebhook older = this.webhooks.add("conn-1");
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.deadLetter("conn-1");
		this.webhooks.at(NOON.plusSeconds(120));
		this.webhooks.sync(older);
		expect(0, 1);
	}

	@Test
	void isSupersededAgainIfItsReplayFails() {
		StoredWebhook dead = this.webhooks.deadLetter("conn-1");
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.sync(this.webhooks.add("conn-1"));
		expect(1, 0);
		replay(dead);
		expect(0, 0);
		this.webhooks.giveUp(StoredWebhooks.row(this.webhooks.store(), dead.id()));
		expect(1, 0);
	}

	@Test
	void isSupersededByANewerOneThatIsCovered() {
		StoredWebhook older = this.webhooks.add("conn-1");
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.deadLetter("conn-1");
		this.webhooks.at(NOON.plusSeconds(120));
		this.webhooks.finish(older, Outcome.SYNCED, this.webhooks.add("conn-1"));
		expect(1, 0);
	}

	/** A sync calls Fuse; the receiver of other events still has not got its event. */
	@Test
	void anotherEventIsNotSupersededByASync() {
		StoredWebhook event = StoredWebhooks.add(this.webhooks.store(), StoredWebhooks.webhook("conn-1", "plaid", NOON),
				Queues.OTHER_EVENTS, "{}".getBytes(StandardCharsets.UTF_8));
		this.webhooks.giveUp(event);
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.sync(this.webhooks.add("conn-1"));
		expect(0, 1);
	}

	/** The older one was received while the clock was an hour ahead. */
	@Test
	void isNotSupersededByAnOlderOneWhoseClockWasAhead() {
		this.webhooks.at(NOON.plus(Duration.ofHours(1)));
		StoredWebhook older = this.webhooks.add("conn-1");
		this.webhooks.at(NOON);
		this.webhooks.deadLetter("conn-1");
		this.webhooks.sync(older);
		expect(0, 1);
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.sync(this.webhooks.add("conn-1"));
		expect(1, 0);
	}

	/** Rather too late than by mistake. */
	@Test
	void isSupersededLaterIfItsOwnClockWasAhead() {
		this.webhooks.at(NOON.plus(Duration.ofHours(1)));
		this.webhooks.deadLetter("conn-1");
		this.webhooks.at(NOON);
		this.webhooks.sync(this.webhooks.add("conn-1"));
		expect(0, 1);
		this.webhooks.at(NOON.plus(Duration.ofHours(2)));
		this.webhooks.sync(this.webhooks.add("conn-1"));
		expect(1, 0);
	}

	@Test
	void findsThemAmongMany() {
		this.webhooks.store().write((session) -> {
			for (int i = 0; i < MANY; i++) {
				StoredWebhooks.deadLetter(session, "conn-" + i, NOON);
			}
			return null;
		});
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.sync(this.webhooks.add("conn-" + (MANY - 1)));
		expect(1, MANY - 1);
		this.webhooks.sync(this.webhooks.add("conn-0"));
		expect(2, MANY - 2);
	}

	@Test
	void countsThemAfterAStartToo() throws Exception {
		this.webhooks.deadLetter("conn-1");
		this.webhooks.deadLetter("conn-2");
		this.webhooks.at(NOON.plusSeconds(60));
		this.webhooks.sync(this.webhooks.add("conn-1"));
		expect(1, 1);
		this.webhooks.close();
		open();
		expect(1, 1);
	}

	private void replay(StoredWebhook dead) {
		this.webhooks.store().write((session) -> {
			try (var update = session.connection()
				.prepareStatement("UPDATE webhook SET state = 'waiting', superseded_at = NULL, "
						+ "replays = replays + 1 WHERE seq = " + dead.seq())) {
				update.executeUpdate();
			}
			session.afterCommit(() -> {
				this.webhooks.store().counts().addSuperseded(-1);
				this.webhooks.store().counts().addWaiting(Queues.INBOX, 1);
			});
			return null;
		});
	}

	/** After the next look. */
	private void expect(long superseded, long others) {
		this.superseding.mark();
		Counts counts = this.webhooks.store().counts();
		String dead = "SELECT count(*) FROM webhook WHERE state = 'dead-lettered' AND superseded_at IS ";
		assertThat(this.webhooks.number(dead + "NOT NULL")).isEqualTo(superseded).isEqualTo(counts.superseded());
		assertThat(this.webhooks.number(dead + "NULL")).isEqualTo(others)
			.isEqualTo(counts.deadLetters().values().stream().mapToLong(Long::longValue).sum());
	}

}
