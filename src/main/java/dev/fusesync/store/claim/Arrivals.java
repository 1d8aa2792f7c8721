package dev.fusesync.store.claim;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import dev.fusesync.store.StoredWebhook;

/**
 * Webhooks that were committed a moment ago while others that come before them may not
 * have been read. The database says in which order they come, but need not be asked for
 * their bodies. Guarded by the claimer's lock.
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
	 * Forgets those that are not due any more: they were there before the read began, and
	 * it passed them without finding them.
	 * @param last the last row that was read; null if all were read
	 */
	void forgetPassed(StoredWebhook last) {
		removeIf((stored) -> !this.meanwhile.contains(stored.row().seq())
				&& (last == null || isBefore(stored.row(), last)));
	}

	/** Whether there is one that comes before that row; null comes before all. */
	boolean hasBefore(StoredWebhook row) {
		return row != null && this.arrived.values().stream().anyMatch((stored) -> isBefore(stored.row(), row));
	}

	private static boolean isBefore(StoredWebhook row, StoredWebhook other) {
		return row.dueAt() < other.dueAt() || row.dueAt() == other.dueAt() && row.seq() < other.seq();
	}

	/**
	 * Keeps a webhook.
	 * @return false if there is no room for it
	 */
	boolean add(Candidate stored) {
		boolean fits = stored.body() != null && this.arrived.size() < MOST
				&& this.bytes + stored.body().length <= MOST_BYTES;
		if (fits) {
			Candidate before = this.arrived.put(stored.row().seq(), stored);
			this.meanwhile.add(stored.row().seq());
			this.bytes += stored.body().length - ((before != null) ? before.body().length : 0);
		}
		return fits;
	}

	/**
	 * Makes a candidate of a row that was read at that time, with its body if it is here.
	 */
	Candidate take(StoredWebhook row, long readAt) {
		Candidate stored = this.arrived.remove(row.seq());
		this.bytes -= (stored != null) ? stored.body().length : 0;
		// After a failover of the database, another webhook may have the number.
		boolean same = stored != null && stored.row().equals(row);
		return same ? new Candidate(row, stored.body(), readAt) : Candidate.read(row);
	}

	/** Takes the oldest one if it is due before that time; null if there is none. */
	Candidate poll(long before) {
		Iterator<Candidate> first = this.arrived.values().iterator();
		Candidate stored = first.hasNext() ? first.next() : null;
		if (stored == null || stored.row().dueAt() >= before) {
			return null;
		}
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
