package dev.fusesync.sync.breaker;

import dev.fusesync.store.claim.ClaimPolicy;

/**
 * A permit for one attempt.
 *
 * @param breaker the circuit breaker that issued it
 * @param halfOpen whether it is the single half-open attempt that tests whether Fuse is
 * available again
 */
record BreakerPermit(CircuitBreaker breaker, boolean halfOpen) implements ClaimPolicy.Permit {

	@Override
	public void end() {
		this.breaker.ended(this);
	}

	/** Compared by identity. */
	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
