package dev.fusesync.store.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts claims in windows of made-up time. */
class RateLimitTest {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	/** The time of a JVM may begin anywhere, and its numbers may overflow. */
	private static final long BEGIN = Long.MAX_VALUE - 5 * SECOND;

	private final Random random = new Random(1);

	/**
	 * When claims were made by workers that come as soon as they may, up to so much
	 * later.
	 */
	private List<Long> claims(double rate, double share, long seconds, long latest) {
		RateLimit limit = warm(rate);
		List<Long> claims = new ArrayList<>();
		long now = 0;
		while (now < seconds * SECOND) {
			long wait = limit.waitNanos(BEGIN + now, share);
			if (wait == 0) {
				limit.take();
				claims.add(now);
			}
			else {
				now += wait + ((latest > 0) ? this.random.nextLong(latest) : 0);
			}
		}
		return claims;
	}

	/** A limit after its first call. */
	private static RateLimit warm(double rate) {
		RateLimit limit = new RateLimit(rate, BEGIN);
		limit.ended(true);
		return limit;
	}

	private static int most(List<Long> claims, long window) {
		int most = 0;
		int first = 0;
		for (int last = 0; last < claims.size(); last++) {
			while (claims.get(last) - claims.get(first) >= window) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return most;
	}

	@ParameterizedTest
	@ValueSource(doubles = { 1, 2, 3, 7, 50, 333, 1_000, 10_000 })
	void inNoSecondThereAreMoreThanTheLimitAndHardlyFewer(double rate) {
		for (long latest : new long[] { 0, SECOND / 1_000, SECOND / 100, SECOND / 3 }) {
			assertThat(most(claims(rate, 1, 20, latest), SECOND)).isLessThanOrEqualTo((int) rate);
		}
		assertThat(claims(rate, 1, 100, SECOND / 200).size() / (rate * 100)).isBetween(0.96, 1.0);
	}

	@Test
	void aFractionIsALimitPerMinuteToo() {
		assertThat(most(claims(0.5, 1, 600, SECOND / 100), 60 * SECOND)).isBetween(29, 30);
		assertThat(most(claims(0.01, 1, 6_000, SECOND / 100), 100 * SECOND)).isEqualTo(1);
		assertThat(most(claims(2.5, 1, 60, 0), SECOND)).isEqualTo(3);
	}

	@Test
	void instancesStayBelowTheLimitTogether() {
		List<Long> both = new ArrayList<>(claims(50, 100 / 256.0, 20, SECOND / 100));
		both.addAll(claims(50, 156 / 256.0, 20, SECOND / 100));
		both.sort(null);
		assertThat(most(both, SECOND)).as("Each of two may begin at the same moment").isBetween(48, 51);
	}

	@Test
	void aPauseGivesNoBurst() {
		RateLimit limit = warm(50);
		int claims = 0;
		long now = BEGIN + TimeUnit.HOURS.toNanos(1);
		while (limit.waitNanos(now, 1) == 0) {
			limit.take();
			claims++;
		}
		assertThat(claims).isEqualTo(1);
	}

	@Test
	void aCallThatDidNotWaitMakesLaterOnesWait() {
		RateLimit limit = warm(10);
		limit.waitNanos(BEGIN, 1);
		limit.take();
		limit.take();
		limit.take();
		assertThat(limit.waitNanos(BEGIN, 1)).isBetween(3 * SECOND / 10, 3 * SECOND / 10 + SECOND / 50);
		limit.ended(false);
		limit.ended(false);
		assertThat(limit.waitNanos(BEGIN, 1)).isBetween(SECOND / 10, SECOND / 10 + SECOND / 100);
		limit.ended(false);
		limit.ended(false);
		assertThat(limit.waitNanos(BEGIN, 1)).isZero();
		limit.take();
		assertThat(limit.waitNanos(BEGIN, 1)).as("More was given back than taken").isPositive();
	}

	@Test
	void theFirstCallIsMadeAloneUntilItHasEndedOrTakesTooLong() {
		RateLimit limit = new RateLimit(50, BEGIN);
		assertThat(limit.waitNanos(BEGIN, 1)).isZero();
		limit.take();
		assertThat(limit.waitNanos(BEGIN + 2 * SECOND, 1)).isEqualTo(3 * SECOND);
		assertThat(limit.ended(false)).as("It was not made").isTrue();
		assertThat(limit.waitNanos(BEGIN + 2 * SECOND, 1)).isZero();
		limit.take();
		assertThat(limit.waitNanos(BEGIN + 3 * SECOND, 1)).isEqualTo(4 * SECOND);
		assertThat(limit.waitNanos(BEGIN + 7 * SECOND, 1)).isZero();
		limit.take();
		assertThat(limit.ended(true)).isTrue();
		assertThat(limit.waitNanos(BEGIN + 7 * SECOND, 1)).isLessThan(SECOND / 40);
		assertThat(limit.ended(true)).isFalse();
	}

	@Test
	void aShareHoldsFromTheMomentOn() {
		RateLimit limit = warm(10);
		limit.waitNanos(BEGIN, 1 / 256.0);
		limit.take();
		assertThat(limit.waitNanos(BEGIN, 1 / 256.0)).isGreaterThan(25 * SECOND);
		assertThat(limit.waitNanos(BEGIN, 1)).isLessThan(SECOND / 9);
		assertThat(limit.waitNanos(BEGIN, 0)).isEqualTo(Long.MAX_VALUE);
	}

}
