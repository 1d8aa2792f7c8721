package dev.fusesync.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.fusesync.overview.cluster.InstanceReport;
import dev.fusesync.store.Buckets;
import dev.fusesync.store.Store;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** Which instance tells of what all of them see. */
class LeadingTest {

	private final Buckets buckets = mock(Buckets.class);

	private final List<String> told = new ArrayList<>();

	private final Transitions transitions = transitions();

	private Map<String, Condition.Present> present = Map.of();

	private boolean shared = true;

	private Duration time = Duration.ZERO;

	@Test
	void tellsAfterwardsWhatBeganWhileNobodyLed() {
		this.present = Map.of("a", new Condition.Present("A is wrong."));
		look(2);
		look(32);
		assertThat(this.told).isEmpty();
		when(this.buckets.leads()).thenReturn(true);
		look(2);
		assertThat(this.told).containsExactly("fake (a, began)");
		look(2);
		this.present = Map.of();
		look(2);
		look(30);
		assertThat(this.told).containsExactly("fake (a, began)", "fake (a, ended)");
	}

	@Test
	void leavesToTheOneThatLeadsWhatIsLongAgo() {
		this.present = Map.of("a", new Condition.Present("A is wrong."));
		look(2);
		for (int i = 0; i <= 31; i++) {
			look(2);
		}
		when(this.buckets.leads()).thenReturn(true);
		look(2);
		assertThat(this.told).isEmpty();
	}

	@Test
	void tellsItselfWhatOnlyItSees() {
		this.shared = false;
		this.present = Map.of("a", new Condition.Present("A is wrong."));
		look(2);
		look(2);
		assertThat(this.told).containsExactly("fake (a, began)");
	}

	private void look(long seconds) {
		this.time = this.time.plusSeconds(seconds);
		this.transitions.look(Instant.EPOCH.plus(this.time), this.time.toNanos());
	}

	private Transitions transitions() {
		Store store = mock(Store.class);
		when(store.buckets()).thenReturn(this.buckets);
		InstanceReport instance = mock(InstanceReport.class);
		when(instance.name()).thenReturn("web:1");
		return new Transitions(List.of(new FakeCondition()), store, new Notices(null) {
			@Override
			void send(Notice notice) {
				LeadingTest.this.told.add(notice.toString());
			}
		}, instance);
	}

	private final class FakeCondition implements Condition {

		@Override
		public String kind() {
			return "fake";
		}

		@Override
		public Map<String, Present> present() {
			return LeadingTest.this.present;
		}

		@Override
		public String over(String subject) {
			return subject + " is over";
		}

		@Override
		public boolean isOfAllInstances() {
			return LeadingTest.this.shared;
		}

	}

}
