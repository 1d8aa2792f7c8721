package dev.fusesync.notices;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.fusesync.notices.Condition.Present;
import dev.fusesync.notices.DeadLetterCauses.Cause;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person is told of a condition, from 13:00 UTC on. */
class TransitionsTest {

	private static final Instant START = Instant.parse("2026-01-31T13:00:00Z");

	private final Map<String, Present> present = new TreeMap<>();

	private final FakeCondition condition = new FakeCondition();

	private final Watch watch = new Watch(this.condition);

	private Instant now = START;

	@Test
	void tellsBeginAndEndOnce() {
		assertThat(look(2)).isEmpty();
		this.present.put("a", new Present("A is wrong."));
		assertThat(look(2)).as("seen once").isEmpty();
		Instant since = this.now.plusSeconds(2);
		assertThat(look(2)).containsExactly(new Notice("fake", "a", "began", "A is wrong.", since, 0, "web:1"));
		assertThat(look(2)).isEmpty();
		this.present.put("a", new Present("A is more wrong."));
		assertThat(look(7_200)).as("another text alone is no news").isEmpty();
		this.present.clear();
		assertThat(look(2)).isEmpty();
		assertThat(look(28)).as("gone for 28 s").isEmpty();
		assertThat(look(2)).containsExactly(new Notice("fake", "a", "ended", "a is over", since, 0, "web:1"));
		assertThat(look(2)).isEmpty();
		this.present.put("a", new Present("A is wrong."));
		look(2);
		assertThat(look(2)).as("another time").extracting(Notice::state).containsExactly("began");
	}

	@Test
	void tellsOnceOfWhatComesAndGoes() {
		this.present.put("a", new Present("A is wrong."));
		look(2);
		assertThat(look(2)).hasSize(1);
		for (int i = 0; i < 100; i++) {
			this.present.clear();
			assertThat(look(2)).isEmpty();
			assertThat(look(20)).isEmpty();
			this.present.put("a", new Present("A is wrong."));
			assertThat(look(2)).isEmpty();
			assertThat(look(20)).isEmpty();
		}
	}

	@Test
	void saysNothingOfWhatWasThereForAMoment() {
		for (int i = 0; i < 3; i++) {
			this.present.put("a", new Present("A is wrong."));
			assertThat(look(2)).isEmpty();
			this.present.clear();
			assertThat(look(2)).isEmpty();
		}
	}

	@Test
	void tellsSubjectsApart() {
		this.present.put("a", new Present("A is wrong."));
		look(2);
		this.present.put("b", new Present("B is wrong."));
		assertThat(look(2)).extracting(Notice::subject).containsExactly("a");
		this.present.remove("a");
		assertThat(look(2)).extracting(Notice::toString).containsExactly("fake (b, began)");
		assertThat(look(30)).extracting(Notice::toString).containsExactly("fake (a, ended)");
	}

	@Test
	void saysNothingAtTheEndIfNobodyNeedsIt() {
		this.condition.silentEnd = true;
		this.present.put("a", new Present("A is wrong."));
		look(2);
		assertThat(look(2)).hasSize(1);
		this.present.clear();
		assertThat(look(2)).isEmpty();
		assertThat(look(30)).isEmpty();
	}

	@Test
	void tellsACauseThatComesAgainWithinTheHourOnceThatIsOver() {
		begin("a", 3);
		this.present.clear();
		look(2);
		look(600);
		this.present.put("a", new Present("A fails.", 2));
		look(2);
		assertThat(look(1_800)).isEmpty();
		assertThat(look(1_800)).extracting(Notice::text).containsExactly("A fails. 2 more since 13:00 UTC.");
	}

	/** A person has them synced again, and they fail again. */
	@Test
	void countsThoseThatAreBackAtOnceAsMore() {
		begin("a", 3);
		this.present.clear();
		look(10);
		this.present.put("a", new Present("A fails.", 3));
		assertThat(look(10)).isEmpty();
		assertThat(look(3_600)).extracting(Notice::text).containsExactly("A fails. 3 more since 13:00 UTC.");
	}

	@Test
	void forgetsACauseAnHourAfterItWasGone() {
		begin("a", 3);
		look(3_600);
		this.present.clear();
		look(2);
		look(3_598);
		this.present.put("a", new Present("A fails.", 1));
		look(2);
		assertThat(look(2)).extracting(Notice::state).containsExactly("again");
		this.present.clear();
		look(2);
		look(3_600);
		this.present.put("a", new Present("A fails.", 1));
		look(2);
		assertThat(look(2)).extracting(Notice::state).containsExactly("began");
	}

	private void begin(String subject, long count) {
		this.condition.silentEnd = true;
		this.present.put(subject, new Present("A fails.", count));
		look(2);
		assertThat(look(2)).hasSize(1);
	}

	@Test
	void tellsANumberAgainOnceAnHour() {
		this.present.put("a", new Present("A fails.", 1));
		look(2);
		assertThat(look(2)).singleElement().satisfies((notice) -> assertThat(notice.count()).isEqualTo(1));
		List<Notice> told = new ArrayList<>();
		for (int minute = 1; minute <= 150; minute++) {
			this.present.put("a", new Present("A fails.", 1 + minute * 10));
			told.addAll(look(60));
		}
		assertThat(told).extracting(Notice::state).containsExactly("again", "again");
		assertThat(told).extracting(Notice::text)
			.containsExactly("A fails. 600 more since 13:00 UTC.", "A fails. 600 more since 14:00 UTC.");
		assertThat(told).extracting(Notice::count).containsExactly(600L, 600L);
	}

	@Test
	void countsFromTheLowestNumberOn() {
		this.present.put("a", new Present("A fails.", 100));
		look(2);
		look(2);
		this.present.put("a", new Present("A fails.", 5));
		assertThat(look(3_600)).as("a person has decided about some").isEmpty();
		this.present.put("a", new Present("A fails.", 7));
		assertThat(look(2)).extracting(Notice::text).containsExactly("A fails. 2 more since 13:00 UTC.");
	}

	@Test
	void knowsWhatWasThereAtTheStart() {
		this.condition.knownAtStart = true;
		this.present.put("a", new Present("A fails.", 3));
		assertThat(look(2)).isEmpty();
		assertThat(look(2)).isEmpty();
		this.present.put("b", new Present("B fails.", 1));
		look(2);
		assertThat(look(2)).extracting(Notice::subject).containsExactly("b");
		this.present.put("a", new Present("A fails.", 4));
		assertThat(look(3_600)).extracting(Notice::text).containsExactly("A fails. 1 more since 13:00 UTC.");
	}

	@Test
	void looksNoMoreOftenThanItIsAskedTo() {
		this.condition.interval = Duration.ofMinutes(1);
		look(1);
		assertThat(this.condition.looks).isEqualTo(1);
		look(30);
		assertThat(this.condition.looks).isEqualTo(1);
		look(30);
		assertThat(this.condition.looks).isEqualTo(2);
	}

	/** The database is asked only when a number has changed. */
	@Test
	void asksForCausesOnlyIfThereIsNews(@TempDir Path directory) throws Exception {
		List<List<Cause>> asked = new ArrayList<>();
		try (StoredWebhooks webhooks = new StoredWebhooks(directory)) {
			DeadLetterCondition causes = new DeadLetterCondition(webhooks.store(), () -> {
				asked.add(List.of(new Cause("key", "Class message.", asked.size() + 1)));
				return asked.get(asked.size() - 1);
			});
			causes.present();
			causes.present();
			assertThat(asked).hasSize(1);
			webhooks.giveUp(webhooks.add("conn-1"));
			assertThat(causes.present()).isEqualTo(Map.of("key", new Present("Class message.", 2)));
			assertThat(causes.present()).isEqualTo(Map.of("key", new Present("Class message.", 2)));
			assertThat(asked).hasSize(2);
		}
	}

	private List<Notice> look(long seconds) {
		this.now = this.now.plusSeconds(seconds);
		return this.watch.look(this.now, Duration.between(START, this.now).toNanos(), "web:1");
	}

	private final class FakeCondition implements Condition {

		private boolean silentEnd;

		private boolean knownAtStart;

		private Duration interval = Duration.ofSeconds(1);

		private int looks;

		@Override
		public String kind() {
			return "fake";
		}

		@Override
		public Map<String, Present> present() {
			this.looks++;
			return new TreeMap<>(TransitionsTest.this.present);
		}

		@Override
		public String over(String subject) {
			return this.silentEnd ? null : subject + " is over";
		}

		@Override
		public Duration interval() {
			return this.interval;
		}

		@Override
		public boolean isKnownAtStart() {
			return this.knownAtStart;
		}

	}

}
