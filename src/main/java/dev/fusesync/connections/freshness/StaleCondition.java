package dev.fusesync.connections.freshness;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import dev.fusesync.notices.Condition;

import org.springframework.stereotype.Component;

/**
 * Connections of an aggregator were not synced for a time, of those that
 * {@code fuse.connections.stale} names.
 */
@Component
class StaleCondition implements Condition {

	private final Freshness freshness;

	StaleCondition(Freshness freshness) {
		this.freshness = freshness;
	}

	@Override
	public String kind() {
		return "stale";
	}

	@Override
	public Map<String, Present> present() {
		Map<String, Present> present = new TreeMap<>();
		this.freshness.stale()
			.forEach((subject, count) -> present.put(subject,
					new Present(text(count, subject.lastIndexOf(' '), subject))));
		return present;
	}

	private static String text(long count, int end, String subject) {
		return count + ((count == 1) ? " connection of " : " connections of ") + subject.substring(0, end)
				+ ((count == 1) ? " was" : " were") + " synced once, but not within the last "
				+ subject.substring(end + 1) + ".";
	}

	@Override
	public String over(String subject) {
		int end = subject.lastIndexOf(' ');
		return "All connections of " + subject.substring(0, end) + " were synced within the last "
				+ subject.substring(end + 1) + " or have ended.";
	}

	@Override
	public Duration interval() {
		return Duration.ofSeconds(30);
	}

	@Override
	public boolean isOfAllInstances() {
		return true;
	}

}
