package dev.fusesync.store.claim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.fusesync.store.StoredWebhook;

/**
 * What a claimer knows of the due webhooks in the database: those that it has read and
 * not claimed yet, how far it has read, and which locked connections have more. Used
 * under the claimer's lock.
 */
final class Backlog {

	/** Rows read at once. */
	static final int PAGE = 64;

	/** Rows that are read and not claimed at most, but for one page. */
	private static final int MOST = 2 * PAGE;

	/** How long what was read and passed over is not looked at again. */
	private static final long RESTART_MS = 5_000;

	/** How old the knowledge may be that nothing else is due. */
	static final long FRESH_MS = 1_000;

	private final Map<Long, StoredWebhook> candidates = new LinkedHashMap<>();

	/** Locked connections of which more is due. */
	private final Set<String> blocked = new HashSet<>();

	/** Connections that were blocked and are free now. */
	private final Deque<String> freed = new ArrayDeque<>();

	private StoredWebhook cursor;

	private boolean more = true;

	private long readAt = Long.MIN_VALUE;

	private long restartedAt = Long.MIN_VALUE;

	private long nextDue = Long.MAX_VALUE;

	private boolean reading;

	/** Whether the database should be asked now; then {@link #read} must follow. */
	boolean beginRead(long now) {
		boolean wanted = !this.reading && this.candidates.size() < MOST
				&& (this.more || !this.freed.isEmpty() || now >= readAgainAt(now));
		if (wanted) {
			this.reading = true;
			if (this.cursor != null && !this.more && isOver(this.restartedAt, RESTART_MS, now)) {
				restart();
			}
		}
		return wanted;
	}

	/** When the database should be asked at the latest. */
	long readAgainAt(long now) {
		boolean stale = this.readAt == Long.MIN_VALUE || now < this.readAt;
		return stale ? now : Math.min(this.readAt + FRESH_MS, this.nextDue);
	}

	/**
	 * How long to wait until then; whoever reads, or frees memory, wakes those who wait.
	 */
	long waitMillis(long now) {
		boolean pointless = this.reading || this.candidates.size() >= MOST;
		return pointless ? FRESH_MS : Math.max(1, Math.min(FRESH_MS, readAgainAt(now) - now));
	}

	private static boolean isOver(long since, long duration, long now) {
		return since == Long.MIN_VALUE || now < since || now - since >= duration;
	}

	/** After which row to read on; null for from the beginning. */
	StoredWebhook cursor() {
		return this.cursor;
	}

	/** A connection whose first due webhook should be read too; null for none. */
	String takeFreed() {
		return this.freed.poll();
	}

	/** Reading failed. */
	void endRead() {
		this.reading = false;
	}

	/** Takes in what was read. */
	void read(List<StoredWebhook> ofFreed, List<StoredWebhook> page, Long next, StoredWebhook from, long now) {
		this.reading = false;
		Map<Long, StoredWebhook> rest = new LinkedHashMap<>(this.candidates);
		this.candidates.clear();
		ofFreed.forEach((row) -> this.candidates.put(row.seq(), row));
		rest.forEach(this.candidates::putIfAbsent);
		page.forEach((row) -> this.candidates.putIfAbsent(row.seq(), row));
		this.readAt = now;
		if (from == null) {
			this.restartedAt = now;
		}
		boolean unmoved = from == this.cursor;
		if (unmoved && !page.isEmpty()) {
			this.cursor = page.get(page.size() - 1);
		}
		// If it was put back meanwhile, something became due behind it.
		this.more = page.size() == PAGE || !unmoved;
		this.nextDue = (next != null) ? next : Long.MAX_VALUE;
	}

	/** Something is due at that time. */
	void due(long dueAt, long now) {
		if (dueAt > now) {
			this.nextDue = Math.min(this.nextDue, dueAt);
			return;
		}
		this.more = true;
		if (this.cursor != null && dueAt <= this.cursor.dueAt()) {
			restart();
		}
	}

	/** Reads from the beginning next time. */
	void restart() {
		this.cursor = null;
		this.more = true;
	}

	/** Whether nothing is known to be due but what is claimed. */
	boolean isEmpty(long now) {
		return this.candidates.isEmpty() && !this.more && this.freed.isEmpty() && this.nextDue > now
				&& !isOver(this.readAt, 2 * FRESH_MS, now);
	}

	Iterator<StoredWebhook> candidates() {
		return this.candidates.values().iterator();
	}

	int size() {
		return this.candidates.size();
	}

	/** More of this locked connection is due. */
	void block(String connectionKey) {
		this.blocked.add(connectionKey);
	}

	/** The connection is free; whether more of it is due. */
	boolean unblock(String connectionKey) {
		boolean wasBlocked = this.blocked.remove(connectionKey);
		if (wasBlocked) {
			this.freed.add(connectionKey);
		}
		return wasBlocked;
	}

}
