package dev.fusesync.store.claim;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A webhook that ends the program is found: after an unclean start each attempt is noted
 * on disk before it, one that was in work at two ends is attempted alone, and only five
 * ends while it was alone make it a dead letter.
 */
@Timeout(120)
@Tag("both-databases")
class PoisonTest {

	private static final Outcome SYNCED = new Outcome.Finished(Outcome.SYNCED, null);

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private Claimer claimer;

	private Claimer others;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		start();
	}

	@AfterEach
	void close() throws Exception {
		this.claimer.stop();
		this.others.stop();
		this.fixture.close();
	}

	/** Both queues, as a program has them, which must be left alone together. */
	private void start() {
		Solitude solitude = new Solitude();
		this.claimer = claimer(Queues.INBOX, solitude);
		this.others = claimer(Queues.OTHER_EVENTS, solitude);
	}

	private Claimer claimer(String queue, Solitude solitude) {
		Claimer one = new Claimer(this.fixture.store(),
				new ClaimOptions(queue, 4, true, false, 0, Duration.ofMinutes(1)), ClaimPolicy.OPEN, this.fixture.clock,
				solitude);
		one.start();
		return one;
	}

	private void kill() throws Exception {
		this.claimer.stop();
		this.others.stop();
		this.fixture.kill();
		start();
	}

	private static Claim claim(Claimer from) {
		return await().until(from::next, (claim) -> claim != null);
	}

	private static void sync(Claim claim) {
		claim.settle(SYNCED);
		claim.close();
	}

	private String addOther() throws Exception {
		return this.fixture
			.add(StoreFixture.webhook(WebhookId.next(0), Queues.OTHER_EVENTS, "other", new byte[] { 1 }));
	}

	private String unfinished(String id) {
		return this.fixture.column(id, "unfinished");
	}

	/** In work at two ends of the program, so that it is suspected. */
	private void makeSuspicious() throws Exception {
		kill();
		claim(this.claimer);
		kill();
		claim(this.claimer);
		kill();
	}

	@Test
	void anAttemptIsNotedOnlyForWebhooksFromBeforeAnUncleanStart() throws Exception {
		String id = this.fixture.add("a");
		Claim first = claim(this.claimer);
		assertThat(unfinished(id)).isEqualTo("0");
		first.drop();
		first.close();
		this.claimer.stop();
		this.fixture.restart();
		start();
		claim(this.claimer);
		assertThat(unfinished(id)).isEqualTo("0");
		kill();
		String later = this.fixture.add("later");
		assertThat(claim(this.claimer).webhook().id()).isEqualTo(id);
		assertThat(unfinished(id)).isEqualTo("1");
		assertThat(claim(this.claimer).webhook().id()).isEqualTo(later);
		assertThat(unfinished(later)).isEqualTo("0");
	}

	@Test
	void anyOutcomeClearsTheNote() throws Exception {
		String id = this.fixture.add("a");
		kill();
		Claim claim = claim(this.claimer);
		assertThat(unfinished(id)).isEqualTo("1");
		claim.settle(new Outcome.GivenBack(0));
		claim.close();
		assertThat(unfinished(id)).isEqualTo("0");
	}

	@Test
	void aSuspectIsAttemptedAloneInBothQueues() throws Exception {
		String suspect = this.fixture.add("a");
		makeSuspicious();
		String neighbour = this.fixture.add("b");
		String other = addOther();
		Claim alone = claim(this.claimer);
		assertThat(alone.webhook().id()).isEqualTo(suspect);
		assertThat(this.claimer.next()).isNull();
		assertThat(this.others.next()).isNull();
		sync(alone);
		Claim next = claim(this.claimer);
		assertThat(next.webhook().id()).isEqualTo(neighbour);
		Claim nextOther = claim(this.others);
		assertThat(nextOther.webhook().id()).isEqualTo(other);
	}

	@Test
	void aSuspectWaitsForWhatIsInWork() throws Exception {
		this.fixture.add("a");
		makeSuspicious();
		addOther();
		Claim inWork = claim(this.others);
		assertThat(this.claimer.next()).isNull();
		sync(inWork);
		assertThat(claim(this.claimer).webhook().unfinished()).isEqualTo(2);
	}

	@Test
	void fiveEndsAloneMakeADeadLetterAndTheOthersAreSynced() throws Exception {
		String poison = this.fixture.add("a");
		makeSuspicious();
		for (int i = 0; i < 5; i++) {
			assertThat(claim(this.claimer).webhook().id()).isEqualTo(poison);
			kill();
		}
		String innocent = this.fixture.add("b");
		assertThat(claim(this.claimer).webhook().id()).isEqualTo(innocent);
		assertThat(this.fixture.state(poison)).isEqualTo("dead-lettered");
		assertThat(this.fixture.counts()).isEqualTo(this.fixture.counted());
	}

	@Test
	void twentyKillsMakeNoDeadLetterOfWebhooksThatAreInnocent() throws Exception {
		for (int i = 0; i < 30; i++) {
			this.fixture.add("c-" + i);
		}
		List<String> synced = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			Claim first = claim(this.claimer);
			Claim second = this.claimer.next();
			synced.add(first.webhook().id());
			sync(first);
			assertThat(second == null || second.webhook().unfinished() < 3).isTrue();
			await().until(() -> this.claimer.claimed() <= 1);
			kill();
		}
		assertThat(this.fixture.store().counts().deadLetters()).isEmpty();
		assertThat(synced).doesNotHaveDuplicates();
	}

	@Test
	void anOperatorWhoStopsTheRouteMakesNoDeadLetter() throws Exception {
		String id = this.fixture.add("a");
		kill();
		for (int i = 0; i < 10; i++) {
			Claim claim = claim(this.claimer);
			claim.drop();
			claim.close();
		}
		await().until(() -> unfinished(id).equals("0"));
		assertThat(this.fixture.state(id)).isEqualTo("waiting");
	}

}
