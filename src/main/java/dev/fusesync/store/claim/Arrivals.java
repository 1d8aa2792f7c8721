package dev.fusesync.store.claim;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import dev.fusesync.store.StoredWebhook;

/**
 * Webhooks that were committed a moment ago and come after others that are not in memory.
 * The database says in which order they come, but need not be asked for their bodies.
 * Guarded by the claimer's lock.
 */
final class Arrivals {

	/** Maximum number of webhooks; later ones are read from the database. */
	private static final int MOST = 1_024;

	/** Maximum size of their bodies in bytes. */
	private static final int MOST_BYTES = 2 << 20;

	private final Map<Long, Candidate> arrived = new LinkedHashMap<>();

	/** Those that arrived since the current or last read began. */
	private final Set<Long> meanwhile = new HashSet<>();

	private int bytes;

	/** Called when the database is about to be read. */
	void beginRead() {
		this.meanwhile.clear();
	}

	/**
	 * Called when all rows were taken: those that the database did not have are not due.
	 */
	void endRead() {
		removeIf((stored) -> !this.meanwhile.contains(stored.row().seq()));
	}

	/**
	 * Keeps a webhook.
	 * @return false if there is no room for it
	 */
	boolean add(Candidate stored) {
		boolean fits = stored.body() != null && this.arrived.size() < MOST
				&& this.bytes + stored.body().length <= MOST_BYTES;
		if (fits) {
			this.arrived.put(stored.row().seq(), stored);
			this.meanwhile.add(stored.row().seq());
			this.bytes += stored.body().length;
		}
		return fits;
	}

	/**
	 * Makes a candidate of a row that was read at that time, with its body if it is here.
	 */
	Candidate take(StoredWebhook row, long readAt) {
		Candidate stored = this.arrived.remove(row.seq());
		if (stored == null) {
			return Candidate.read(row);
		}
		this.bytes -= stored.body().length;
		return new Candidate(row, stored.body(), readAt);
	}

	/** Takes the oldest one; null if there is none. */
	Candidate poll() {
		Iterator<Candidate> first = this.arrived.values().iterator();
		if (!first.hasNext()) {
			return null;
		}
		Candidate stored = first.next();
		first.remove();
		this.bytes -= stored.body().length;
		return stored;
	}

	/** Forgets those of a connection; returns whether there were any. */
	boolean forget(String connectionKey) {
		return removeIf((stored) -> connectionKey.equals(stored.row().connectionKey()));
	}

	private boolean removeIf(Predicate<Candidate> condition) {
		return this.arrived.values().removeIf((stored) -> {
			boolean removed = condition.test(stored);
			this.bytes -= removed ? stored.body().length : 0;
			return removed;
		});
	}

	boolean isEmpty() {
		return this.arrived.isEmpty();
	}

}
