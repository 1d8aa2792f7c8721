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
		LargeBodies.Entry first = request("first", 40);
		LargeBodies.Entry second = request("second", 50);
		request("third", 30);
		request("fourth", 10);
		assertThat(this.in).containsExactly("first", "second");
		first.leave();
		assertThat(this.in).containsExactly("first", "second", "third", "fourth");
		second.leave();
		request("fifth", 60);
		assertThat(this.in).endsWith("fifth");
	}

	@Test
	void letsInOneThatIsLargerThanAllMemory() {
		LargeBodies.Entry larger = request("larger", 5_000);
		request("next", 1);
		assertThat(this.in).containsExactly("larger");
		larger.leave();
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
		LargeBodies.Entry first = request("first", 100);
		LargeBodies.Entry second = request("second", 100);
		assertThat(second.giveUp()).isTrue();
		first.leave();
		assertThat(this.in).containsExactly("first");
		assertThat(first.giveUp()).isFalse();
	}

	@Test
	void leavingTwiceFreesOnce() {
		LargeBodies.Entry first = request("first", 60);
		request("second", 40);
		first.leave();
		first.leave();
		request("third", 60);
		request("fourth", 10);
		assertThat(this.in).containsExactly("first", "second", "third");
	}

	@Test
	void aSenderWhoIsGoneHoldsNobodyUp() {
		this.bodies.entry(100, () -> {
			throw new IllegalStateException("gone");
		}).request();
		request("next", 100);
		assertThat(this.in).containsExactly("next");
	}

	private LargeBodies.Entry request(String name, int bytes) {
		LargeBodies.Entry entry = this.bodies.entry(bytes, () -> this.in.add(name));
		entry.request();
		return entry;
	}

}
