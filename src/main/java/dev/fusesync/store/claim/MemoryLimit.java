package dev.fusesync.store.claim;

/**
 * Bounds the memory of all bodies of a queue that are in work, {@value #BYTES} bytes. The
 * first {@value #FREE} bytes of each are free, which is more than webhooks usually have.
 * Used under the claimer's lock.
 */
final class MemoryLimit {

	static final int BYTES = 16 << 20;

	static final int FREE = 16 << 10;

	private int left = BYTES;

	/**
	 * What a body of that size counts, at most all of it so that one is always admitted.
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
