package dev.fusesync.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts of webhooks, updated with each commit. Where several instances share the
 * database, what the others commit is added every 10 s.
 */
public final class Counts {

	private final Map<String, AtomicLong> waiting = new ConcurrentHashMap<>();

	private final Map<String, AtomicLong> deadLetters = new ConcurrentHashMap<>();

	private final AtomicLong superseded = new AtomicLong();

	private final AtomicLong history = new AtomicLong();

	private final AtomicLong covered = new AtomicLong();

	private final AtomicLong delivered = new AtomicLong();

	private final Map<String, AtomicLong> deadLettered = new ConcurrentHashMap<>();

	/** Unfinished webhooks of a queue: due, claimed, or to be retried. */
	public long waiting(String queue) {
		// Less than nothing if another instance has synced what this one stored.
		return Math.max(0, number(this.waiting, queue).get());
	}

	/**
	 * Dead letters by failure class, without superseded ones. A class without dead
	 * letters may be missing.
	 */
	public Map<String, Long> deadLetters() {
		Map<String, Long> counts = new TreeMap<>();
		this.deadLetters.forEach((name, number) -> counts.put(name, Math.max(0, number.get())));
		return counts;
	}

	/** Dead letters of whose connection a newer webhook was synced. */
	public long superseded() {
		return Math.max(0, this.superseded.get());
	}

	/** Webhooks of a failure class that became dead letters since the start. */
	public double deadLettered(String failureClass) {
		return number(this.deadLettered, failureClass).get();
	}

	/** Rows of finished webhooks. */
	public long history() {
		return Math.max(0, this.history.get());
	}

	/** Adds to the unfinished webhooks of the queue; subtracts if negative. */
	public void addWaiting(String queue, long more) {
		number(this.waiting, queue).addAndGet(more);
	}

	/** Adds to the current dead letters; subtracts if negative. */
	public void addDeadLetters(String failureClass, long more) {
		number(this.deadLetters, failureClass).addAndGet(more);
	}

	/** Adds to the superseded dead letters; subtracts if negative. */
	public void addSuperseded(long more) {
		this.superseded.addAndGet(more);
	}

	/** Counts webhooks that became dead letters. */
	public void deadLettered(String failureClass, long more) {
		number(this.deadLettered, failureClass).addAndGet(more);
		addDeadLetters(failureClass, more);
	}

	/** Webhooks covered by a call for another one since the start. */
	public long covered() {
		return this.covered.get();
	}

	/** Counts webhooks that were covered by a call for another one. */
	public void addCovered(long more) {
		this.covered.addAndGet(more);
	}

	/** Webhooks of other types that were finished since the start. */
	public long delivered() {
		return this.delivered.get();
	}

	/** Counts webhooks of other types that were finished. */
	public void addDelivered(long more) {
		this.delivered.addAndGet(more);
	}

	/** Adds to the rows of finished webhooks; subtracts if negative. */
	public void addHistory(long more) {
		this.history.addAndGet(more);
	}

	/** Replaces the current counts. */
	public void set(Map<String, Long> waiting, Map<String, Long> deadLetters, long superseded, long history) {
		replace(this.waiting, waiting);
		replace(this.deadLetters, deadLetters);
		this.superseded.set(superseded);
		this.history.set(history);
	}

	private static void replace(Map<String, AtomicLong> numbers, Map<String, Long> now) {
		numbers.forEach((name, number) -> number.set(now.getOrDefault(name, 0L)));
		now.forEach((name, number) -> number(numbers, name).set(number));
	}

	private static AtomicLong number(Map<String, AtomicLong> numbers, String name) {
		return numbers.computeIfAbsent(name, (absent) -> new AtomicLong());
	}

}
