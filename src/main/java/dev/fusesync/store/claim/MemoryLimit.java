package dev.fusesync.store.claim;

/**
 * Limits the memory for the bodies of a queue that are being processed to {@value #BYTES}
 * bytes. The first {@value #FREE} bytes of each body, more than webhooks usually have, do
 * not count. Guarded by the claimer's lock.
 */
final class MemoryLimit {

	static final int BYTES = 16 << 20;

	static final int FREE = 16 << 10;

	private int left = BYTES;

	/**
	 * The cost of a body of that size, at most the whole limit so that a single body is
	 * always admitted.
	 */
	static int cost(int size) {
		return Math.min(BYTES, Math.max(0, size - FREE));
	}

	boolean has(int cost) {
		return cost <= this.left;
	}

	void take(int cost) {
		this.left -= cost;
	}

	void release(int cost) {
		this.left += cost;
	}

}
