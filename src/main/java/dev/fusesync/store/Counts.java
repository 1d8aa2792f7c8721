package dev.fusesync.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts of webhooks, kept up to date with each commit. */
public final class Counts {

	private final Map<String, AtomicLong> waiting = new ConcurrentHashMap<>();

	private final Map<String, AtomicLong> deadLetters = new ConcurrentHashMap<>();

	private final AtomicLong history = new AtomicLong();

	private final Map<String, AtomicLong> deadLettered = new ConcurrentHashMap<>();

	/** Webhooks of a queue that are not finished: due, in work, or to be retried. */
	public long waiting(String queue) {
		return number(this.waiting, queue).get();
	}

	/** Dead letters by failure class; classes that there are none of may be missing. */
	public Map<String, Long> deadLetters() {
		Map<String, Long> counts = new TreeMap<>();
		this.deadLetters.forEach((name, number) -> counts.put(name, number.get()));
		return counts;
	}

	/** Webhooks that became dead letters since the start, of a failure class. */
	public double deadLettered(String failureClass) {
		return number(this.deadLettered, failureClass).get();
	}

	/** Rows of webhooks that are finished. */
	public long history() {
		return this.history.get();
	}

	/** So many more wait in the queue; fewer if negative. */
	public void addWaiting(String queue, long more) {
		number(this.waiting, queue).addAndGet(more);
	}

	/** So many more dead letters; fewer if negative. */
	public void addDeadLetters(String failureClass, long more) {
		number(this.deadLetters, failureClass).addAndGet(more);
	}

	/** One more webhook became a dead letter. */
	public void deadLettered(String failureClass, long more) {
		number(this.deadLettered, failureClass).addAndGet(more);
		addDeadLetters(failureClass, more);
	}

	/** So many more rows of finished webhooks; fewer if negative. */
	public void addHistory(long more) {
		this.history.addAndGet(more);
	}

	private static AtomicLong number(Map<String, AtomicLong> numbers, String name) {
		return numbers.computeIfAbsent(name, (absent) -> new AtomicLong());
	}

}
