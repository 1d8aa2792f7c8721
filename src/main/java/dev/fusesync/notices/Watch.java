package dev.fusesync.notices;

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
 * not told: a stall of a second, or a route that is being reloaded. Neither is the end of
 * what is back within 30 s, so that what flaps is told once.
 */
final class Watch {

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
		Look look = new Look(now, nanos, instance, new ArrayList<>());
		present.forEach((subject, one) -> seen(subject, one, look));
		this.told.entrySet()
			.removeIf((one) -> !present.containsKey(one.getKey()) && isOver(one.getKey(), one.getValue(), look));
		this.before = Set.copyOf(present.keySet());
		this.started = true;
		this.lookedAt = nanos;
		return look.notices();
	}

	private void seen(String subject, Present one, Look look) {
		Told last = this.told.get(subject);
		if (last == null) {
			begin(subject, one, look);
			return;
		}
		long more = last.seen(one.count(), look.nanos());
		if (more > 0 && this.before.contains(subject)) {
			tell(subject, "again", one.text() + " " + String.format(Locale.ROOT, "%,d", more) + " more since "
					+ TIME.format(last.at()) + ".", last, more, look);
			last.tell(look.now(), look.nanos(), one.count());
		}
	}

	private void begin(String subject, Present one, Look look) {
		boolean silent = !this.started && this.condition.isKnownAtStart();
		if (silent || this.before.contains(subject)) {
			Told first = new Told(look.now(), look.nanos(), one.count());
			this.told.put(subject, first);
			if (!silent) {
				tell(subject, "began", one.text(), first, one.count(), look);
			}
		}
	}

	private boolean isOver(String subject, Told last, Look look) {
		String text = last.gone(look.nanos()) ? this.condition.over(subject) : null;
		if (text != null) {
			tell(subject, "ended", text, last, 0, look);
		}
		return last.isOver(look.nanos());
	}

	private void tell(String subject, String state, String text, Told of, long count, Look look) {
		look.notices().add(new Notice(this.condition.kind(), subject, state, text, of.since(), count, look.instance()));
	}

	/**
	 * One look at the condition.
	 *
	 * @param notices what is to be told, as found so far
	 */
	private record Look(Instant now, long nanos, String instance, List<Notice> notices) {

	}

}
