package dev.fusesync.connections.freshness;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.fusesync.settings.MetricSettings;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.stereotype.Component;

/**
 * Counts connections that were synced and have not ended. Reads all of them, in pages,
 * since an index of the time of a sync would be written by each sync.
 */
@Component
class FreshnessQueries {

	/** Connections read by one statement. */
	static final int PAGE = 10_000;

	private final Store store;

	private final MetricSettings settings;

	FreshnessQueries(Store store, MetricSettings settings) {
		this.store = store;
		this.settings = settings;
	}

	/**
	 * Counts those whose last sync is longer ago than each threshold.
	 * @return the numbers in the order of the thresholds, by aggregator as a tag value; 0
	 * for an aggregator all of whose connections are fresh
	 */
	Map<String, long[]> stale(List<Duration> thresholds) {
		long now = this.store.clock().millis();
		List<Long> syncedBefore = thresholds.stream().map((threshold) -> now - threshold.toMillis()).toList();
		Map<String, long[]> stale = new TreeMap<>();
		List<Group> page = page(syncedBefore, "");
		while (!page.isEmpty()) {
			page.stream().filter((group) -> group.live() > 0).forEach((group) -> add(stale, group));
			page = page(syncedBefore, page.stream().map(Group::last).max(Comparator.naturalOrder()).orElseThrow());
		}
		return stale;
	}

	private void add(Map<String, long[]> stale, Group group) {
		long[] counts = stale.computeIfAbsent(this.settings.source(group.source()),
				(source) -> new long[group.stale().length]);
		Arrays.setAll(counts, (i) -> counts[i] + group.stale()[i]);
	}

	/** A page of connections, by aggregator. */
	private List<Group> page(List<Long> syncedBefore, String after) {
		int thresholds = syncedBefore.size();
		return this.store.jdbc()
			.sql("SELECT coalesce(source, ''), max(connection_key), "
					+ "sum(CASE WHEN ended_at IS NULL AND synced_at > 0 THEN 1 ELSE 0 END)"
					+ ", sum(CASE WHEN ended_at IS NULL AND synced_at < ? THEN 1 ELSE 0 END)".repeat(thresholds)
					+ " FROM (SELECT connection_key, source, synced_at, ended_at FROM connection "
					+ "WHERE connection_key > ? ORDER BY connection_key LIMIT " + PAGE
					+ ") page GROUP BY coalesce(source, '')")
			.params(Stream.concat(syncedBefore.stream(), Stream.of(after)).toList())
			.query((row, number) -> {
				long[] stale = new long[thresholds];
				for (int i = 0; i < thresholds; i++) {
					stale[i] = row.getLong(i + 4);
				}
				return new Group(ColumnText.read(row.getString(1)), row.getString(2), row.getLong(3), stale);
			})
			.list();
	}

	/**
	 * Connections of an aggregator in a page.
	 *
	 * @param last the last key of them
	 * @param live how many were synced and have not ended
	 * @param stale how many of these are stale, by threshold
	 */
	private record Group(String source, String last, long live, long[] stale) {

	}

}
