package dev.fusesync.sync.breaker;

import dev.fusesync.store.claim.ClaimPolicy;

/**
 * Leave for one attempt.
 *
 * @param breaker whose leave it is
 * @param halfOpen whether this is the single attempt that shows whether Fuse is back
 */
record BreakerPermit(CircuitBreaker breaker, boolean halfOpen) implements ClaimPolicy.Permit {

	@Override
	public void end() {
		this.breaker.ended(this);
	}

	/** Each is only itself. */
	@Override
	public boolean equals(Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
