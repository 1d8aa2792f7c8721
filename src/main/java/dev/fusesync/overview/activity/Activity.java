package dev.fusesync.overview.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.fusesync.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Writes once a minute by how much this instance's metrics have grown, unless they have
 * not; nothing is counted for it while a webhook is received or synced. The minute that
 * is not over is known of this instance only.
 */
@Component
public class Activity {

	/** Number of minutes that are kept and returned, the present one included. */
	static final int MINUTES = 60;

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.overview");

	private final Store store;

	private final ActivityQueries queries;

	private final MeterRegistry meters;

	/** What the metrics were when they were written last. */
	private volatile Minute written = Minute.quiet(Instant.EPOCH);

	Activity(Store store, ActivityQueries queries, MeterRegistry meters) {
		this.store = store;
		this.queries = queries;
		this.meters = meters;
	}

	/** Runs at the beginning of each minute, for the one that is over. */
	@Scheduled(cron = "0 * * * * *")
	void write() {
		if (this.store.trouble().isPresent()) {
			return;
		}
		Instant over = minute(now().minus(Duration.ofSeconds(30)));
		try {
			add(total(over));
			if (this.store.buckets().leads()) {
				this.queries.trim(over.minus(MINUTES, ChronoUnit.MINUTES));
			}
		}
		catch (Store.NotWrittenException | DataAccessException ex) {
			LOG.debug("The activity of this instance could not be written", ex);
		}
	}

	/**
	 * What was written is noted by the commit itself, which may come after the time to
	 * wait for it. Added twice is only what PostgreSQL has committed without being able
	 * to say so, since the connection broke at that moment.
	 */
	private void add(Minute total) {
		if (!total.minus(this.written).isQuiet()) {
			this.queries.add(() -> total.minus(this.written), () -> this.written = total);
		}
	}

	/**
	 * Returns the last 60 minutes of all instances, the oldest first.
	 * @throws DataAccessException if the database cannot be read
	 */
	public List<Minute> lastHour() {
		Instant present = minute(now());
		Instant first = present.minus(MINUTES - 1, ChronoUnit.MINUTES);
		Map<Instant, Minute> known = this.queries.since(first);
		known.merge(present, total(present).minus(this.written), Minute::plus);
		return IntStream.range(0, MINUTES)
			.mapToObj((i) -> first.plus(i, ChronoUnit.MINUTES))
			.map((minute) -> known.getOrDefault(minute, Minute.quiet(minute)))
			.toList();
	}

	private Instant now() {
		return this.store.clock().instant();
	}

	private static Instant minute(Instant time) {
		return time.truncatedTo(ChronoUnit.MINUTES);
	}

	/** What the metrics are now. */
	private Minute total(Instant minute) {
		long synced = this.meters.find("fuse.sync.end_to_end").timers().stream().mapToLong(Timer::count).sum();
		return new Minute(minute, received("accepted"), synced + counted("fuse.sync.covered"), received("forged"),
				counted("fuse.other_events.delivered"), received("unavailable"));
	}

	private long counted(String name) {
		return (long) this.meters.find(name).functionCounters().stream().mapToDouble(FunctionCounter::count).sum();
	}

	private long received(String outcome) {
		return (long) this.meters.find("fuse.webhooks.received")
			.tag("outcome", outcome)
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

}
