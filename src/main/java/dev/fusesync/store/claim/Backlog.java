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

	/** Locked connections of which more is due, or may be. */
	private final Set<String> blocked = new HashSet<>();

	/** Connections that were blocked and are free now. */
	private final Deque<String> freed = new ArrayDeque<>();

	private StoredWebhook cursor;

	private boolean more = true;

	private long readAt = Long.MIN_VALUE;

	private long restartedAt = Long.MIN_VALUE;

	private long nextDue = Long.MAX_VALUE;

	private boolean reading;

	/** Whether a connection that was freed is being asked for. */
	private boolean asking;

	/** Whether what is being read should have been read from the beginning. */
	private boolean restarted;

	/** Whether something became due while it was read, and when the next one will. */
	private boolean dueMeanwhile;

	private long nextDueMeanwhile;

	/** Whether the database should be asked now; then {@link #read} must follow. */
	boolean beginRead(long now) {
		boolean wanted = !this.reading && this.candidates.size() < MOST
				&& (this.more || !this.freed.isEmpty() || now >= readAgainAt(now));
		if (wanted) {
			if (this.cursor != null && !this.more && isOver(this.restartedAt, RESTART_MS, now)) {
				restart();
			}
			this.reading = true;
			this.restarted = false;
			this.dueMeanwhile = false;
			this.nextDueMeanwhile = Long.MAX_VALUE;
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
		String connectionKey = this.freed.poll();
		this.asking |= connectionKey != null;
		return connectionKey;
	}

	/** Reading failed. */
	void endRead() {
		this.reading = false;
		this.asking = false;
	}

	/** Takes in what was read. */
	void read(List<StoredWebhook> ofFreed, List<StoredWebhook> page, Long next, StoredWebhook from, long now) {
		endRead();
		Map<Long, StoredWebhook> rest = new LinkedHashMap<>(this.candidates);
		this.candidates.clear();
		for (StoredWebhook row : ofFreed) {
			this.candidates.put(row.seq(), row);
			// What follows it lies behind the cursor, so its release has to ask again.
			this.blocked.add(row.connectionKey());
		}
		rest.forEach(this.candidates::putIfAbsent);
		this.readAt = now;
		this.nextDue = Math.min((next != null) ? next : Long.MAX_VALUE, this.nextDueMeanwhile);
		if (this.restarted) {
			return;
		}
		// A connection that was freed meanwhile has an older one, which is asked for
		// next.
		page.stream()
			.filter((row) -> !this.freed.contains(row.connectionKey()))
			.forEach((row) -> this.candidates.putIfAbsent(row.seq(), row));
		if (from == null) {
			this.restartedAt = now;
		}
		if (!page.isEmpty()) {
			this.cursor = page.get(page.size() - 1);
		}
		this.more = page.size() == PAGE || this.dueMeanwhile;
	}

	/** That row is due at that time. */
	void due(long dueAt, long seq, long now) {
		if (dueAt > now) {
			this.nextDue = Math.min(this.nextDue, dueAt);
			this.nextDueMeanwhile = Math.min(this.nextDueMeanwhile, dueAt);
			return;
		}
		this.more = true;
		this.dueMeanwhile = true;
		if (this.cursor != null
				&& (dueAt < this.cursor.dueAt() || dueAt == this.cursor.dueAt() && seq < this.cursor.seq())) {
			restart();
		}
	}

	/**
	 * Reads from the beginning next time. What was read before is forgotten, since it may
	 * come after what will be read.
	 */
	void restart() {
		this.candidates.clear();
		this.cursor = null;
		this.more = true;
		this.restarted = true;
	}

	/** Whether nothing is known to be due but what is claimed. */
	boolean isEmpty(long now) {
		return this.candidates.isEmpty() && !hasUnread() && this.nextDue > now
				&& !isOver(this.readAt, 2 * FRESH_MS, now);
	}

	/** Whether the database has more that is due, as far as is known. */
	boolean hasUnread() {
		return this.more || this.asking || !this.freed.isEmpty();
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

	/**
	 * The connection is free. If more of it may be due, the database is asked for its
	 * first one, which comes before those that were read.
	 */
	void unblock(String connectionKey) {
		if (this.blocked.remove(connectionKey)) {
			this.freed.add(connectionKey);
			this.candidates.values().removeIf((row) -> connectionKey.equals(row.connectionKey()));
		}
	}

}
