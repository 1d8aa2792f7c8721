package dev.fusesync.store.claim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;

import dev.fusesync.store.StoredWebhook;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read while connections are locked and freed and webhooks arrive. */
class BacklogTest {

	private static final byte[] BODY = { '{', '}' };

	private final Backlog backlog = new Backlog();

	@Test
	void aNewerWebhookWaitsForTheOlderOnesOfAConnectionThatWasFreedWhileItWasRead() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		this.backlog.block("freed");
		this.backlog.unblock("freed");
		this.backlog.read(List.of(), List.of(row(35, "freed"), row(36, "other"), row(37, null)), null, null, true, 100);
		assertThat(this.backlog.candidates()).toIterable()
			.extracting((next) -> next.row().seq())
			.containsExactly(36L, 37L);
		assertThat(this.backlog.takeFreed()).isEqualTo("freed");
	}

	private List<Long> claimable() {
		List<Long> found = new ArrayList<>();
		this.backlog.candidates().forEachRemaining((next) -> found.add(next.row().seq()));
		return found;
	}

	private Candidate candidate(long seq) {
		for (Iterator<Candidate> rows = this.backlog.candidates(); rows.hasNext();) {
			Candidate next = rows.next();
			if (next.row().seq() == seq) {
				return next;
			}
		}
		throw new AssertionError("No candidate " + seq);
	}

	private void arrives(long seq, String connectionKey) {
		Candidate stored = Candidate.stored(row(seq, connectionKey), BODY, 100);
		assertThat(this.backlog.add(stored, 100)).isFalse();
		assertThat(this.backlog.keep(stored, 100)).isTrue();
	}

	private void read(StoredWebhook... page) {
		this.backlog.read(List.of(), List.of(page), null, this.backlog.cursor(), true, 100);
	}

	@Test
	void whatArrivedFollowsTheLastPage() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(41, "a");
		arrives(42, "b");
		read(row(40, "c"), row(41, "a"));
		assertThat(claimable()).containsExactly(40L, 41L, 42L);
		assertThat(candidate(40).body()).isNull();
		assertThat(candidate(41).body()).isEqualTo(BODY);
		assertThat(candidate(42).body()).isEqualTo(BODY);
		assertThat(this.backlog.hasUnread()).isFalse();
	}

	@Test
	void whatArrivedWaitsForTheLastPageAndForAReadThatNothingElseBecameDueIn() {
		StoredWebhook[] page = LongStream.rangeClosed(1, Backlog.PAGE)
			.mapToObj((seq) -> row(seq, null))
			.toArray(StoredWebhook[]::new);
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(90, "a");
		read(page);
		assertThat(claimable()).hasSize(Backlog.PAGE).doesNotContain(90L);
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(91, "b");
		this.backlog.due(100, 92, 100);
		read(row(90, "a"));
		assertThat(claimable()).contains(90L).doesNotContain(91L);
		assertThat(this.backlog.beginRead(100)).isTrue();
		read(row(91, "b"), row(92, "c"));
		assertThat(claimable()).contains(91L, 92L);
		assertThat(candidate(91).body()).isEqualTo(BODY);
		assertThat(this.backlog.hasUnread()).isFalse();
	}

	@Test
	void whatArrivedIsOnlyReadWhileOtherInstancesStoreWebhooksToo() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(41, "a");
		this.backlog.read(List.of(), List.of(), null, null, false, 100);
		assertThat(claimable()).isEmpty();
		assertThat(this.backlog.hasUnread()).isTrue();
		assertThat(this.backlog.beginRead(100)).isTrue();
		this.backlog.read(List.of(), List.of(row(40, "a"), row(41, "a")), null, null, false, 100);
		assertThat(claimable()).containsExactly(40L, 41L);
		assertThat(candidate(41).body()).isEqualTo(BODY);
		assertThat(this.backlog.hasUnread()).isFalse();
	}

	@Test
	void whatArrivedAfterARetryThatIsDueSoonWaitsForIt() {
		assertThat(this.backlog.beginRead(99)).isTrue();
		Candidate before = Candidate.stored(row(98, "a"), BODY, 101);
		Candidate after = Candidate.stored(row(101, "a"), BODY, 101);
		assertThat(this.backlog.keep(before, 101)).isTrue();
		assertThat(this.backlog.keep(after, 101)).isTrue();
		this.backlog.read(List.of(), List.of(), 100L, null, true, 99);
		assertThat(claimable()).containsExactly(98L);
		assertThat(this.backlog.beginRead(102)).isTrue();
		this.backlog.read(List.of(), List.of(row(100, "a"), row(101, "a")), null, this.backlog.cursor(), true, 102);
		assertThat(claimable()).containsExactly(98L, 100L, 101L);
	}

	@Test
	void whatArrivedBeforeARowOfThePageIsReadWithItNext() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(40, "a");
		read(row(39, "b"), row(41, "a"));
		assertThat(claimable()).containsExactly(39L);
		assertThat(this.backlog.beginRead(100)).isTrue();
		read(row(40, "a"), row(41, "a"));
		assertThat(claimable()).containsExactly(39L, 40L, 41L);
		assertThat(this.backlog.hasUnread()).isFalse();
	}

	@Test
	void whatBecameDueBeforeARowOfThePageIsReadWithItNext() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		this.backlog.due(40, 40, 100);
		read(row(39, "b"), row(41, "a"));
		assertThat(claimable()).containsExactly(39L);
		assertThat(this.backlog.hasUnread()).isTrue();
		assertThat(this.backlog.beginRead(100)).isTrue();
		read(row(41, "a"));
		assertThat(claimable()).containsExactly(39L, 41L);
		assertThat(this.backlog.hasUnread()).isFalse();
	}

	@Test
	void whatAnotherInstanceStoredBeforeTheRowReadLastIsFoundInSomeSecondsThoughMoreArrives() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		read(row(50, "b"));
		this.backlog.due(60, 60, 100);
		assertThat(this.backlog.beginRead(5_099)).isTrue();
		assertThat(this.backlog.cursor()).isNotNull();
		this.backlog.endRead();
		assertThat(this.backlog.beginRead(5_100)).isTrue();
		assertThat(this.backlog.cursor()).isNull();
	}

	@Test
	void theBodyOfAnotherWebhookThatHadTheNumberIsNotTaken() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(41, "lost by a failover");
		read(row(41, "a"));
		assertThat(candidate(41).body()).isNull();
	}

	@Test
	void whatArrivedAndIsNoLongerDueIsForgotten() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(41, "a");
		this.backlog.read(List.of(), List.of(), null, null, false, 100);
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(42, "b");
		this.backlog.read(List.of(), List.of(), null, null, true, 100);
		assertThat(claimable()).containsExactly(42L);
		assertThat(this.backlog.hasUnread()).isFalse();
	}

	@Test
	void whatArrivedAndWasReadBeforeIsThereOnce() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		read(row(41, "a"));
		this.backlog.due(100, 42, 100);
		arrives(41, "a");
		assertThat(this.backlog.beginRead(100)).isTrue();
		Iterator<Candidate> claimed = this.backlog.candidates();
		assertThat(claimed.next().body()).isEqualTo(BODY);
		claimed.remove();
		read();
		assertThat(claimable()).isEmpty();
	}

	@Test
	void whatArrivedForAConnectionThatIsFreedComesAfterItsFirstOne() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(41, "freed");
		this.backlog.block("freed");
		this.backlog.unblock("freed");
		arrives(42, "freed");
		arrives(43, "other");
		read(row(40, "freed"), row(41, "freed"));
		assertThat(claimable()).containsExactly(43L);
		assertThat(this.backlog.takeFreed()).isEqualTo("freed");
	}

	@Test
	void whatACallForAnotherWebhookMayHaveFinishedIsReadAgain() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		arrives(41, "a");
		arrives(42, "a");
		arrives(43, "b");
		this.backlog.mayHaveEnded("a");
		read(row(41, "a"));
		assertThat(claimable()).containsExactly(41L);
		assertThat(candidate(41).body()).isNull();
		assertThat(this.backlog.hasUnread()).isTrue();
		assertThat(this.backlog.beginRead(100)).isTrue();
		read(row(43, "b"));
		assertThat(claimable()).containsExactly(41L, 43L);
		assertThat(this.backlog.hasUnread()).isFalse();
	}

	@Test
	void whatDoesNotFitIsReadByItself() {
		byte[] large = new byte[16 << 10];
		Candidate tooLarge = Candidate.stored(row(2_000, null), new byte[large.length + 1], 5_000);
		assertThat(this.backlog.keep(tooLarge, 5_000)).isFalse();
		long kept = LongStream.range(0, 1_000)
			.filter((seq) -> this.backlog.keep(Candidate.stored(row(seq, null), large, 5_000), 5_000))
			.count();
		assertThat(kept).isEqualTo((2 << 20) / large.length);
		this.backlog.mayHaveEnded("none");
		assertThat(this.backlog.beginRead(100)).isTrue();
		read(row(0, null));
		assertThat(this.backlog.keep(Candidate.stored(row(2_001, null), large, 5_000), 5_000)).isTrue();
	}

	private static StoredWebhook row(long seq, String connectionKey) {
		return new StoredWebhook(seq, "id-" + seq, "inbox", 0, connectionKey, "type", "connection", "source", "sandbox",
				"signature", 10, seq, seq, seq, 0, 0, 0, 0, 0, 0, 0);
	}

}
