package dev.fusesync.store.postgresql;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.fusesync.store.Buckets.Demand;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.postgresql.Shares.Instance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Shares are even, use up all buckets, and spare instances that cannot call Fuse. */
class SharesTest {

	private static final long SEED = 7;

	@Test
	void aSingleInstanceHasAll() {
		assertThat(shares(Demand.FULL)).containsExactly(256);
	}

	@Test
	void severalHaveEquallyMany() {
		assertThat(shares(Demand.FULL, Demand.FULL, Demand.FULL)).containsExactly(86, 85, 85);
	}

	@Test
	void anOpenCircuitBreakerGivesItsShareToTheOthers() {
		assertThat(shares(Demand.FULL, Demand.OPEN, Demand.FULL)).containsExactly(128, 0, 128);
	}

	@Test
	void aHalfOpenCircuitBreakerHasOneBucketToTry() {
		assertThat(shares(Demand.FULL, Demand.HALF_OPEN)).containsExactly(255, 1);
	}

	@Test
	void ifItIsOpenEverywhereAllShareAsIfItWereClosed() {
		assertThat(shares(Demand.OPEN, Demand.HALF_OPEN, Demand.STOPPED)).containsExactly(128, 128, 0);
	}

	@Test
	void aStoppedInstanceHasNone() {
		assertThat(shares(Demand.STOPPED)).containsExactly(0);
	}

	@Test
	void allBucketsAreDistributedWhoeverIsThere() {
		Random random = new Random(SEED);
		for (int i = 0; i < 1_000; i++) {
			Demand[] demands = IntStream.range(0, 1 + random.nextInt(20))
				.mapToObj((instance) -> Demand.values()[random.nextInt(Demand.values().length)])
				.toArray(Demand[]::new);
			int sum = shares(demands).stream().mapToInt(Integer::intValue).sum();
			boolean anyRuns = !List.of(demands).stream().allMatch((demand) -> demand == Demand.STOPPED);
			assertThat(sum).isEqualTo(anyRuns ? NewWebhook.BUCKETS : 0);
		}
	}

	private static List<Integer> shares(Demand... demands) {
		List<Instance> instances = IntStream.range(0, demands.length)
			.mapToObj((i) -> new Instance(10 + i, demands[i], 0))
			.toList();
		return instances.stream().map((one) -> Shares.of(one.id(), instances)).toList();
	}

}
