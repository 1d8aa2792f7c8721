package dev.fusesync.store.claim;

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

	private int bytes;

	/**
	 * Forgets those that are not due any more: they were there before the read began, and
	 * it passed them without finding them.
	 * @param last the last row that was read; null if all were read
	 * @param meanwhile the numbers of those that arrived since it began
	 */
	void forgetPassed(StoredWebhook last, Set<Long> meanwhile) {
		removeIf((stored) -> !meanwhile.contains(stored.row().seq())
				&& (last == null || Backlog.isBefore(stored.row().dueAt(), stored.row().seq(), last)));
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

	/** Forgets those of a connection. */
	void forget(String connectionKey) {
		removeIf((stored) -> connectionKey.equals(stored.row().connectionKey()));
	}

	private void removeIf(Predicate<Candidate> condition) {
		this.arrived.values().removeIf((stored) -> {
			boolean removed = condition.test(stored);
			this.bytes -= removed ? stored.body().length : 0;
			return removed;
		});
	}

	boolean haveAll(Set<Long> numbers) {
		return this.arrived.keySet().containsAll(numbers);
	}

	boolean isEmpty() {
		return this.arrived.isEmpty();
	}

}
