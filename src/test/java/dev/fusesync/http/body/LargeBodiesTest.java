package dev.fusesync.http.body;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LargeBodiesTest {

	private final LargeBodies bodies = new LargeBodies(1_000);

	private final List<String> in = new ArrayList<>();

	@Test
	void letsInAsManyAsThereIsMemoryForAndTheOthersInTheirOrder() {
		LargeBodies.Admission first = request("first", 40);
		LargeBodies.Admission second = request("second", 50);
		request("third", 30);
		request("fourth", 10);
		assertThat(this.in).containsExactly("first", "second");
		first.release();
		assertThat(this.in).containsExactly("first", "second", "third", "fourth");
		second.release();
		request("fifth", 60);
		assertThat(this.in).endsWith("fifth");
	}

	@Test
	void letsInOneThatIsLargerThanAllMemory() {
		LargeBodies.Admission larger = request("larger", 5_000);
		request("next", 1);
		assertThat(this.in).containsExactly("larger");
		larger.release();
		assertThat(this.in).containsExactly("larger", "next");
	}

	@Test
	void smallOnesNeverWait() {
		request("large", 100);
		request("waiting", 100);
		request("small", 0);
		assertThat(this.in).containsExactly("large", "small");
	}

	@Test
	void whoGivesUpIsNotLetIn() {
		LargeBodies.Admission first = request("first", 100);
		LargeBodies.Admission second = request("second", 100);
		assertThat(second.cancel()).isTrue();
		first.release();
		assertThat(this.in).containsExactly("first");
		assertThat(first.cancel()).isFalse();
	}

	@Test
	void leavingTwiceFreesOnce() {
		LargeBodies.Admission first = request("first", 60);
		request("second", 40);
		first.release();
		first.release();
		request("third", 60);
		request("fourth", 10);
		assertThat(this.in).containsExactly("first", "second", "third");
	}

	@Test
	void aSenderWhoIsGoneHoldsNobodyUp() {
		this.bodies.admission(100, () -> {
			throw new IllegalStateException("gone");
		}).request();
		request("next", 100);
		assertThat(this.in).containsExactly("next");
	}

	private LargeBodies.Admission request(String name, int bytes) {
		LargeBodies.Admission admission = this.bodies.admission(bytes, () -> this.in.add(name));
		admission.request();
		return admission;
	}

}
