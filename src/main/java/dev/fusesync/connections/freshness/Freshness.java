package dev.fusesync.connections.freshness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The gauge of connections that were synced once, have not ended, and were not synced for
 * a time, by aggregator and by that time. Counted once a minute, whoever reads it.
 */
@Component
@EnableScheduling
class Freshness {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.connections");

	private final FreshnessQueries queries;

	private final List<Duration> thresholds;

	private final MultiGauge gauge;

	/** What the last count has found, above zero. */
	private volatile Map<String, Long> stale = Map.of();

	Freshness(FreshnessQueries queries, FreshnessSettings settings, MeterRegistry meters) {
		this.queries = queries;
		this.thresholds = settings.stale();
		this.gauge = MultiGauge.builder("fuse.connections.stale")
			.description("Connections that were synced once, have not ended, and were not synced for that long")
			.register(meters);
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
	void count() {
		if (this.thresholds.isEmpty()) {
			return;
		}
		try {
			Map<String, long[]> counts = this.queries.stale(this.thresholds);
			this.gauge.register(rows(counts), true);
			this.stale = aboveZero(counts);
		}
		catch (DataAccessException ex) {
			LOG.debug("The stale connections could not be counted", ex);
			this.gauge.register(List.of(), true);
		}
	}

	/**
	 * Returns the numbers of stale connections above zero, as counted last, by aggregator
	 * and time, such as {@code plaid 24h}.
	 */
	Map<String, Long> stale() {
		return this.stale;
	}

	private Map<String, Long> aboveZero(Map<String, long[]> counts) {
		Map<String, Long> found = new TreeMap<>();
		counts.forEach((source, numbers) -> {
			for (int i = 0; i < numbers.length; i++) {
				if (numbers[i] > 0) {
					found.put(source + " " + name(this.thresholds.get(i)), numbers[i]);
				}
			}
		});
		return found;
	}

	private List<Row<?>> rows(Map<String, long[]> stale) {
		List<Row<?>> rows = new ArrayList<>();
		stale.forEach((source, counts) -> {
			for (int i = 0; i < counts.length; i++) {
				rows.add(Row.of(Tags.of("source", source, "threshold", name(this.thresholds.get(i))), counts[i]));
			}
		});
		return rows;
	}

	/** In hours or, if that is no whole number, in minutes: 72h, 90m. */
	private static String name(Duration threshold) {
		return (threshold.toMinutesPart() == 0) ? threshold.toHours() + "h" : threshold.toMinutes() + "m";
	}

}
