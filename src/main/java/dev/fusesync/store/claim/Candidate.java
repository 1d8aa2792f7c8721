package dev.fusesync.store.claim;

import dev.fusesync.store.StoredWebhook;

/**
 * A due webhook that is to be claimed.
 *
 * @param body the received bytes of a webhook that was stored a moment ago; null if they
 * have to be read
 * @param knownAt when the row was stored, or read after that, in ms since 1970
 */
record Candidate(StoredWebhook row, byte[] body, long knownAt) {

	/** Larger bodies are read again, so that some 5 MiB are kept in all. */
	private static final int MOST_BYTES = MemoryLimit.FREE;

	/**
	 * How long the row need not be read again. An operator may erase it meanwhile, as he
	 * may one whose call has just begun.
	 */
	private static final long FRESH_MS = 100;

	static Candidate read(StoredWebhook row) {
		return new Candidate(row, null, 0);
	}

	static Candidate stored(StoredWebhook row, byte[] body, long now) {
		return new Candidate(row, (body.length <= MOST_BYTES) ? body : null, now);
	}

	/** Whether the row and the body need not be read. */
	boolean isLoaded(long now) {
		return this.body != null && now >= this.knownAt && now - this.knownAt < FRESH_MS;
	}

}
