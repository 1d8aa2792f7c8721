package dev.fusesync.overview.cluster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells the other instances each 10 s what this one is and whether it syncs, if that has
 * changed: an idle instance asks the database nothing for it. On SQLite there is one.
 */
@Component
public class InstanceReport {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.overview");

	private final Store store;

	private final InstanceQueries queries;

	private final OwnFacts own;

	private final MeterRegistry meters;

	/** What was said last, and under which number. */
	private String said;

	InstanceReport(Store store, InstanceQueries queries, OwnFacts own, MeterRegistry meters) {
		this.store = store;
		this.queries = queries;
		this.own = own;
		this.meters = meters;
	}

	@Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void report() {
		long term = this.store.buckets().term();
		if (term == 0 || this.store.trouble().isPresent()) {
			return;
		}
		String about = AboutText.of(this.own.about(now()));
		String now = term + " " + about;
		if (now.equals(this.said)) {
			return;
		}
		try {
			this.queries.say(term, about);
			this.said = now;
		}
		catch (Store.NotWrittenException ex) {
			LOG.debug("The other instances were not told of this one", ex);
		}
	}

	/**
	 * Returns all instances, the one that was started first before the others.
	 * @throws DataAccessException if the database cannot be read
	 */
	public List<Instance> all() {
		if (this.store.buckets() == Buckets.ALL) {
			return List.of(here());
		}
		return this.queries.all()
			.stream()
			.map((row) -> (row.number() == this.store.buckets().term()) ? here(row) : other(row))
			.toList();
	}

	/** Returns the machine and the port of the management of this instance. */
	public String name() {
		return this.own.name();
	}

	/** Returns the instance that answers, without a look at the database. */
	public Instance here() {
		return here(new InstanceQueries.Row(this.store.buckets().term(), now().plus(Buckets.LEASE).toEpochMilli(),
				(int) Math.round(this.store.buckets().fraction() * NewWebhook.BUCKETS), null));
	}

	private Instance here(InstanceQueries.Row row) {
		return instance(row, this.own.about(now()), true, claimed());
	}

	private static Instance other(InstanceQueries.Row row) {
		return instance(row, AboutText.read(row.about()), false, null);
	}

	private static Instance instance(InstanceQueries.Row row, About about, boolean here, Long claimed) {
		Instant heartbeat = Instant.ofEpochMilli(row.leaseUntil()).minus(Buckets.LEASE);
		return new Instance(row.number(), about.name(), about.version(), about.started(),
				heartbeat.truncatedTo(ChronoUnit.SECONDS), here, row.buckets(), claimed, about.breaker());
	}

	private long claimed() {
		return (long) this.meters.find("fuse.store.claimed").gauges().stream().mapToDouble(Gauge::value).sum();
	}

	private Instant now() {
		return this.store.clock().instant();
	}

}
