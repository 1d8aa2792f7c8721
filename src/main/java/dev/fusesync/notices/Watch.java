package dev.fusesync.notices;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.fusesync.notices.Condition.Present;

/**
 * What was told of a condition, and what has to be told now. What is seen once only is
 * not told: a stall of a second, or a route that is being reloaded.
 */
final class Watch {

	/** How long a person is not told again that a number has grown. */
	static final Duration QUIET = Duration.ofHours(1);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private final Condition condition;

	private final Map<String, Told> told = new HashMap<>();

	private Set<String> before = Set.of();

	private boolean started;

	private long lookedAt;

	Watch(Condition condition) {
		this.condition = condition;
	}

	Condition condition() {
		return this.condition;
	}

	/**
	 * Looks at the condition, unless its time has not come yet.
	 * @param now for a person to read
	 * @param nanos as {@link System#nanoTime()}, since the clock may be set
	 */
	List<Notice> look(Instant now, long nanos, String instance) {
		if (this.started && nanos - this.lookedAt < this.condition.interval().toNanos()) {
			return List.of();
		}
		Map<String, Present> present = this.condition.present();
		List<Notice> notices = new ArrayList<>();
		present.forEach((subject, one) -> look(subject, one, now, nanos, instance, notices));
		List<String> gone = this.told.keySet().stream().filter((subject) -> !present.containsKey(subject)).toList();
		gone.forEach((subject) -> end(subject, this.told.remove(subject), instance, notices));
		this.before = Set.copyOf(present.keySet());
		this.started = true;
		this.lookedAt = nanos;
		return notices;
	}

	private void look(String subject, Present one, Instant now, long nanos, String instance, List<Notice> notices) {
		Told last = this.told.get(subject);
		if (last == null) {
			begin(subject, one, now, nanos, instance, notices);
		}
		else if (one.count() < last.count()) {
			this.told.put(subject, new Told(last.since(), last.at(), last.nanos(), one.count()));
		}
		else if (one.count() > last.count() && nanos - last.nanos() >= QUIET.toNanos()) {
			long more = one.count() - last.count();
			notices.add(new Notice(this.condition.kind(), subject, "again", one.text() + " "
					+ String.format(Locale.ROOT, "%,d", more) + " more since " + TIME.format(last.at()) + ".",
					last.since(), more, instance));
			this.told.put(subject, new Told(last.since(), now, nanos, one.count()));
		}
	}

	private void begin(String subject, Present one, Instant now, long nanos, String instance, List<Notice> notices) {
		boolean silent = !this.started && this.condition.isKnownAtStart();
		if (silent || this.before.contains(subject)) {
			this.told.put(subject, new Told(now, now, nanos, one.count()));
			if (!silent) {
				notices
					.add(new Notice(this.condition.kind(), subject, "began", one.text(), now, one.count(), instance));
			}
		}
	}

	private void end(String subject, Told last, String instance, List<Notice> notices) {
		String text = this.condition.over(subject);
		if (text != null) {
			notices.add(new Notice(this.condition.kind(), subject, "ended", text, last.since(), 0, instance));
		}
	}

	/**
	 * What was told last.
	 *
	 * @param since when it began
	 * @param at when it was told last
	 * @param nanos the same as {@link System#nanoTime()}
	 * @param count which number was told, or is known to be lower since
	 */
	private record Told(Instant since, Instant at, long nanos, long count) {

	}

}
