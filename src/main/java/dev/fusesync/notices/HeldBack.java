package dev.fusesync.notices;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Notices that the instance that leads tells for all. The others hold them back for 60 s,
 * since the leader may be dead already: it takes up to 30 s until another one leads. What
 * a leader has told within the minute before its end is told twice.
 */
final class HeldBack {

	static final Duration KEPT = Duration.ofSeconds(60);

	private final Deque<Held> held = new ArrayDeque<>();

	/**
	 * Returns what this instance has to tell now, the oldest first.
	 * @param found what it has found now
	 * @param leads whether it tells for all instances
	 * @param nanos as {@link System#nanoTime()}
	 */
	List<Notice> next(List<Notice> found, boolean leads, long nanos) {
		this.held.removeIf((one) -> nanos - one.nanos() > KEPT.toNanos());
		found.forEach((notice) -> this.held.add(new Held(notice, nanos)));
		if (!leads) {
			return List.of();
		}
		List<Notice> next = this.held.stream().map(Held::notice).toList();
		this.held.clear();
		return next;
	}

	private record Held(Notice notice, long nanos) {

	}

}
