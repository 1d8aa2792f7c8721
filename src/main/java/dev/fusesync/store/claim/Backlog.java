package dev.fusesync.store.claim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import dev.fusesync.store.StoredWebhook;

/**
 * The part of the database's due webhooks that a claimer has in memory: rows that were
 * read or just stored and not yet claimed, the position up to which it has read, the
 * locked connections with further rows, and what arrived after all that is known. Guarded
 * by the claimer's lock.
 */
final class Backlog {

	/** Rows per page. */
	static final int PAGE = 64;

	/** Maximum number of rows in memory; may be exceeded by one page. */
	private static final int MOST = 4 * PAGE;

	/** For how long, at least, rows that were read and skipped are not read again. */
	private static final long RESTART_MS = 5_000;

	/** The same, as a multiple of how long it took to read all rows. */
	private static final int RESTART_TIMES = 4;

	/** Maximum age of the information that nothing else is due. */
	static final long FRESH_MS = 1_000;

	/** So that instances do not all read at once. */
	private static final long JITTER_MS = 800;

	private final Map<Long, Candidate> candidates = new LinkedHashMap<>();

	/** If there are any, more is true. */
	private final Arrivals arrivals = new Arrivals();

	/** Locked connections that have, or may have, more due webhooks. */
	private final Set<String> blocked = new HashSet<>();

	/** Connections that were blocked and are now free. */
	private final Deque<String> freed = new ArrayDeque<>();

	private StoredWebhook cursor;

	private boolean more = true;

	private long readAt = Long.MIN_VALUE;

	private long restartedAt = Long.MIN_VALUE;

	/** When the end was reached after that; the lowest value if it was not yet. */
	private long endedAt = Long.MIN_VALUE;

	private long interval = FRESH_MS;

	private long nextDue = Long.MAX_VALUE;

	private boolean reading;

	/** Whether the first webhook of a freed connection is being read. */
	private boolean asking;

	/** Whether {@link #restart} was called during the current read. */
	private boolean restarted;

	/** What became due during the current read: its number, and when it was due. */
	private final Map<Long, Long> dueMeanwhile = new HashMap<>();

	/**
	 * When the next webhook is due, of those that became known during the current read.
	 */
	private long nextDueMeanwhile;

	/** Whether the database should be read now; then {@link #read} must follow. */
	boolean beginRead(long now) {
		boolean wanted = !this.reading && this.candidates.size() < MOST
				&& (this.more || !this.freed.isEmpty() || now >= readAgainAt(now));
		if (wanted) {
			if (this.cursor != null && this.endedAt != Long.MIN_VALUE && isOver(this.endedAt, skippedMillis(), now)) {
				restart();
			}
			this.reading = true;
			this.restarted = false;
			this.dueMeanwhile.clear();
			this.nextDueMeanwhile = Long.MAX_VALUE;
		}
		return wanted;
	}

	private long skippedMillis() {
		return Math.max(RESTART_MS, RESTART_TIMES * (this.endedAt - this.restartedAt));
	}

	/** When the database must be read at the latest. */
	long readAgainAt(long now) {
		boolean stale = this.readAt == Long.MIN_VALUE || now < this.readAt;
		return stale ? now : Math.min(this.readAt + this.interval, this.nextDue);
	}

	/**
	 * How long to wait until {@link #readAgainAt}; waiting threads are woken up when rows
	 * were read or memory was freed.
	 */
	long waitMillis(long now) {
		boolean pointless = this.reading || this.candidates.size() >= MOST;
		return pointless ? FRESH_MS : Math.max(1, Math.min(FRESH_MS, readAgainAt(now) - now));
	}

	private static boolean isOver(long since, long duration, long now) {
		return since == Long.MIN_VALUE || now < since || now - since >= duration;
	}

	/** The row after which to continue; null to start from the beginning. */
	StoredWebhook cursor() {
		return this.cursor;
	}

	/** A freed connection whose first due webhook should be read too; null for none. */
	String takeFreed() {
		String connectionKey = this.freed.poll();
		this.asking |= connectionKey != null;
		return connectionKey;
	}

	/** Called when reading failed. */
	void endRead() {
		this.reading = false;
		this.asking = false;
	}

	/**
	 * Adds the rows that were read.
	 * @param alone whether this instance, as far as is known, has all buckets; then what
	 * arrived meanwhile follows the last row
	 */
	void read(List<StoredWebhook> ofFreed, List<StoredWebhook> page, Long next, StoredWebhook from, boolean alone,
			long now) {
		endRead();
		Map<Long, Candidate> rest = new LinkedHashMap<>(this.candidates);
		this.candidates.clear();
		for (StoredWebhook row : ofFreed) {
			this.candidates.put(row.seq(), this.arrivals.take(row, now));
			// Later rows of the connection are before the cursor, so its release has to
			// trigger another read.
			this.blocked.add(row.connectionKey());
		}
		rest.forEach(this.candidates::putIfAbsent);
		this.readAt = now;
		this.interval = FRESH_MS + ThreadLocalRandom.current().nextLong(JITTER_MS);
		this.nextDue = Math.min((next != null) ? next : Long.MAX_VALUE, this.nextDueMeanwhile);
		if (this.restarted) {
			return;
		}
		if (from == null) {
			this.restartedAt = now;
		}
		List<StoredWebhook> known = withoutOvertaken(page);
		for (StoredWebhook row : known) {
			Candidate candidate = this.arrivals.take(row, now);
			// A connection freed meanwhile has an older row, which is read next.
			if (!this.freed.contains(row.connectionKey())) {
				this.candidates.putIfAbsent(row.seq(), candidate);
			}
			this.cursor = row;
		}
		boolean last = page.size() < PAGE && known.size() == page.size();
		if (last && this.endedAt == Long.MIN_VALUE) {
			this.endedAt = now;
		}
		addArrivals(last, alone);
	}

	/**
	 * The rows up to the first one that something comes before which became due during
	 * the read and is not in the page; both are read next.
	 */
	private List<StoredWebhook> withoutOvertaken(List<StoredWebhook> page) {
		page.forEach((row) -> this.dueMeanwhile.remove(row.seq()));
		return page.stream()
			.takeWhile((row) -> this.dueMeanwhile.entrySet()
				.stream()
				.noneMatch((due) -> isBefore(due.getValue(), due.getKey(), row)))
			.toList();
	}

	/** Whether what is due then comes before that row. */
	static boolean isBefore(long dueAt, long seq, StoredWebhook row) {
		return dueAt < row.dueAt() || dueAt == row.dueAt() && seq < row.seq();
	}

	private void addArrivals(boolean last, boolean alone) {
		this.arrivals.forgetPassed(last ? null : this.cursor, this.dueMeanwhile.keySet());
		boolean others = !this.arrivals.haveAll(this.dueMeanwhile.keySet());
		if (last && alone && !others) {
			pollArrivals();
		}
		this.more = !last || others || !this.arrivals.isEmpty();
	}

	/** Those that come after a row that was not due yet are read after it. */
	private void pollArrivals() {
		Candidate next;
		while (this.candidates.size() < MOST && (next = this.arrivals.poll(this.nextDue)) != null) {
			if (!this.freed.contains(next.row().connectionKey())) {
				this.candidates.put(next.row().seq(), next);
			}
		}
	}

	/** Called when a row that is due at that time was committed. */
	void due(long dueAt, long seq, long now) {
		if (dueAt > now) {
			this.nextDue = Math.min(this.nextDue, dueAt);
			this.nextDueMeanwhile = Math.min(this.nextDueMeanwhile, dueAt);
			return;
		}
		readOn(dueAt, seq);
	}

	private void readOn(long dueAt, long seq) {
		this.more = true;
		if (this.reading) {
			this.dueMeanwhile.put(seq, dueAt);
		}
		if (this.cursor != null && isBefore(dueAt, seq, this.cursor)) {
			restart();
		}
	}

	/**
	 * Adds a webhook that was committed a moment ago, so that it need not be read.
	 * @return false if others are to come first, which are not in memory
	 */
	boolean add(Candidate stored, long now) {
		boolean last = this.candidates.size() < MOST && knowsAll(now);
		if (last) {
			this.candidates.put(stored.row().seq(), stored);
		}
		return last;
	}

	/**
	 * Keeps a webhook that was committed a moment ago until the others that come before
	 * it have been read.
	 * @return false if it has to be read itself
	 */
	boolean keep(Candidate stored, long now) {
		StoredWebhook row = stored.row();
		if (row.dueAt() > now) {
			return false;
		}
		if (this.candidates.replace(row.seq(), stored) != null) {
			return true;
		}
		boolean kept = this.arrivals.add(stored);
		if (kept) {
			readOn(row.dueAt(), row.seq());
		}
		return kept;
	}

	/** Has the rows of a connection read again before they are worked on. */
	void mayHaveEnded(String connectionKey) {
		this.arrivals.forget(connectionKey);
		this.candidates.replaceAll(
				(seq, next) -> connectionKey.equals(next.row().connectionKey()) ? Candidate.read(next.row()) : next);
	}

	/**
	 * Starts the next read from the beginning. Drops the rows read so far, since rows
	 * read later may have to come before them.
	 */
	void restart() {
		this.candidates.clear();
		this.cursor = null;
		this.endedAt = Long.MIN_VALUE;
		this.more = true;
		this.restarted = true;
	}

	/** Whether, as far as is known, nothing is due except what is claimed. */
	boolean isEmpty(long now) {
		return this.candidates.isEmpty() && knowsAll(now);
	}

	private boolean knowsAll(long now) {
		return !hasUnread() && this.nextDue > now && !isOver(this.readAt, 2 * FRESH_MS, now);
	}

	/** Whether the database has, as far as is known, more due webhooks. */
	boolean hasUnread() {
		return this.more || this.asking || !this.freed.isEmpty();
	}

	Iterator<Candidate> candidates() {
		return this.candidates.values().iterator();
	}

	int size() {
		return this.candidates.size();
	}

	/** Marks a locked connection as having more due webhooks. */
	void block(String connectionKey) {
		this.blocked.add(connectionKey);
	}

	/**
	 * Marks the connection as free. If more of its webhooks may be due, its first one is
	 * read from the database, to be claimed before the rows read so far.
	 */
	void unblock(String connectionKey) {
		if (this.blocked.remove(connectionKey)) {
			this.freed.add(connectionKey);
			this.arrivals.forget(connectionKey);
			this.candidates.values().removeIf((next) -> connectionKey.equals(next.row().connectionKey()));
		}
	}

}
