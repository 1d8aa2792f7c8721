package dev.fusesync.store.claim;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.ObservedStore;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Webhooks of a connection are claimed by due time, then in the order in which they were
 * stored, however many there are, and never hold up those of others.
 */
@Tag("both-databases")
class ClaimOrderTest {

	private static final Outcome SYNCED = new Outcome.Finished(Outcome.SYNCED, null);

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private ObservedStore observed;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		this.observed = new ObservedStore(this.fixture.store());
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	private static Claim claim(Claimer claimer) {
		return await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.until(claimer::next, (claim) -> claim != null);
	}

	private static void sync(Claim claim) {
		claim.settle(SYNCED);
		claim.close();
	}

	/** Syncs what is due, and gives the connections, each with its rows' numbers. */
	private List<StoredWebhook> syncAll(Claimer claimer, int number) {
		List<StoredWebhook> synced = new ArrayList<>();
		while (synced.size() < number) {
			Claim claim = claim(claimer);
			synced.add(claim.webhook());
			sync(claim);
		}
		return synced;
	}

	private List<String> ids(List<NewWebhook> webhooks) {
		return webhooks.stream().map((webhook) -> webhook.webhook().id()).toList();
	}

	private static List<NewWebhook> of(String connection, int number) {
		return IntStream.range(0, number).mapToObj((i) -> StoreFixture.webhook(connection)).toList();
	}

	@Test
	void manyWebhooksOfALockedConnectionHoldUpNobodyAndAreReadOnce() throws Exception {
		this.fixture.clock.freeze();
		this.fixture.addAll(of("busy", 5_000));
		this.fixture.addAll(IntStream.range(0, 200).mapToObj((i) -> StoreFixture.webhook("other-" + i)).toList());
		Claimer claimer = this.fixture.claimer(this.observed.store(), 8);
		Claim busy = claim(claimer);
		assertThat(busy.webhook().connection()).isEqualTo("busy");
		List<StoredWebhook> synced = syncAll(claimer, 200);
		assertThat(synced).extracting(StoredWebhook::connection).doesNotContain("busy").doesNotHaveDuplicates();
		assertThat(this.observed.rowsRead()).isLessThan(5_500);
		busy.drop();
		busy.close();
		claimer.stop();
	}

	@Test
	void manyWebhooksOfOneConnectionAreClaimedOneAfterTheOtherWithoutALookFromTheBeginning() throws Exception {
		// No time passes, after which the claimer would begin again.
		this.fixture.clock.freeze();
		List<NewWebhook> webhooks = this.fixture.addAll(of("busy", 200));
		Claimer claimer = this.fixture.claimer(this.observed.store(), 4);
		assertThat(syncAll(claimer, 200)).extracting(StoredWebhook::id).isEqualTo(ids(webhooks));
		claimer.stop();
	}

	@Test
	void whatIsStoredInTheMillisecondOfTheLastRowReadDoesNotMakeAllBeReadAgain() throws Exception {
		this.fixture.clock.freeze();
		this.fixture.addAll(of("busy", 500));
		Claimer claimer = this.fixture.claimer(this.observed.store(), 4);
		Claim busy = claim(claimer);
		assertThat(claimer.next()).isNull();
		for (int i = 0; i < 10; i++) {
			this.fixture.add("other-" + i);
			sync(claim(claimer));
		}
		assertThat(this.observed.rowsRead()).isLessThan(600);
		busy.drop();
		busy.close();
		claimer.stop();
	}

	@Test
	void aConnectionThatBecomesFreeGoesOnWithItsOldestWebhook() throws Exception {
		List<NewWebhook> first = this.fixture.addAll(of("busy", 3));
		this.fixture.addAll(List.of(StoreFixture.webhook("x"), StoreFixture.webhook("y")));
		String last = this.fixture.add("busy");
		Claimer claimer = this.fixture.claimer(this.observed.store(), 4);
		Claim busy = claim(claimer);
		Claim other = claim(claimer);
		assertThat(other.webhook().connection()).isEqualTo("x");
		sync(busy);
		await().until(() -> claimer.claimed() == 1);
		List<StoredWebhook> rest = syncAll(claimer, 4);
		assertThat(rest).filteredOn((webhook) -> "busy".equals(webhook.connection()))
			.extracting(StoredWebhook::id)
			.containsExactly(first.get(1).webhook().id(), first.get(2).webhook().id(), last);
		other.drop();
		other.close();
		claimer.stop();
	}

	@Test
	void aLargeWebhookThatWaitsForMemoryIsNotOvertakenByItsOwnConnection() throws Exception {
		byte[] large = new byte[MemoryLimit.BYTES - 1];
		this.fixture.add(webhook("first", large));
		String second = this.fixture.add(webhook("second", large));
		this.fixture.add(webhook("second", "{}".getBytes(StandardCharsets.UTF_8)));
		String small = this.fixture.add(webhook("third", "{}".getBytes(StandardCharsets.UTF_8)));
		Claimer claimer = this.fixture.claimer(this.observed.store(), 4);
		Claim first = claim(claimer);
		assertThat(first.webhook().connection()).isEqualTo("first");
		Claim third = claim(claimer);
		assertThat(third.webhook().id()).isEqualTo(small);
		assertThat(claimer.next()).isNull();
		sync(third);
		sync(first);
		assertThat(syncAll(claimer, 2)).first().extracting(StoredWebhook::id).isEqualTo(second);
		claimer.stop();
	}

	@Test
	void aLargeWebhookThatWaitsForMemoryIsNotHeldUpForEverByOthersThatTakeMemory() throws Exception {
		byte[] half = new byte[MemoryLimit.BYTES / 2];
		this.fixture.add(webhook("first", half));
		String whole = this.fixture.add(webhook("second", new byte[MemoryLimit.BYTES]));
		this.fixture.add(webhook("third", half));
		Claimer claimer = this.fixture.claimer(this.observed.store(), 4);
		Claim first = claim(claimer);
		assertThat(claimer.next()).isNull();
		sync(first);
		Claim second = claim(claimer);
		assertThat(second.webhook().id()).isEqualTo(whole);
		sync(second);
		claimer.stop();
	}

	@Test
	void webhooksThatThePolicyExcludesHideNoOthers() throws Exception {
		this.fixture.addAll(of("excluded", 500));
		String wanted = this.fixture.add("wanted");
		ClaimPolicyForTests policy = new ClaimPolicyForTests();
		policy.exclude("excluded");
		Claimer claimer = this.fixture.claimer(this.observed.store(), Queues.INBOX, 4, policy);
		Claim claim = claim(claimer);
		assertThat(claim.webhook().id()).isEqualTo(wanted);
		sync(claim);
		assertThat(policy.permits()).isZero();
		policy.exclude(null);
		assertThat(syncAll(claimer, 500)).extracting(StoredWebhook::seq).isSorted();
		claimer.stop();
	}

	@Test
	void nothingIsClaimedBeyondWorkersAndSomeThatAreNotWrittenYet() throws Exception {
		this.fixture.addAll(IntStream.range(0, 100).mapToObj((i) -> StoreFixture.webhook("c-" + i)).toList());
		Claimer claimer = this.fixture.claimer(this.observed.store(), 2);
		List<Claim> claims = new ArrayList<>();
		for (int i = 0; i < 66; i++) {
			claims.add(claim(claimer));
		}
		assertThat(claimer.next()).isNull();
		claims.forEach((claim) -> {
			claim.drop();
			claim.close();
		});
		claimer.stop();
	}

	private static NewWebhook webhook(String connection, byte[] body) {
		return StoreFixture.webhook(WebhookId.next(System.currentTimeMillis()), Queues.INBOX, connection, body);
	}

}
