package dev.fusesync.overview;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.overview.Overview.Later;
import dev.fusesync.overview.Overview.Queue;
import dev.fusesync.overview.QueueFactQueries.Slot;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** What waits in the queues: the gauges of the store, and by when it is due. */
@Component
class QueueFacts {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.overview");

	private final Store store;

	private final QueueFactQueries queries;

	private final MeterRegistry meters;

	QueueFacts(Store store, QueueFactQueries queries, MeterRegistry meters) {
		this.store = store;
		this.queries = queries;
		this.meters = meters;
	}

	Map<String, Queue> all() {
		Map<String, Queue> queues = new LinkedHashMap<>();
		Queues.ALL.forEach((queue) -> queues.put(queue, of(queue)));
		return queues;
	}

	private Queue of(String queue) {
		long waiting = this.store.counts().waiting(queue);
		Double due = gauge("fuse.store.due", queue);
		Double claimed = gauge("fuse.store.claimed", queue);
		return new Queue(waiting, (due != null) ? due.longValue() : null, (claimed != null) ? claimed.longValue() : 0,
				gauge("fuse.store.oldest.age", queue), (waiting > 0) ? later(queue, waiting, due) : List.of());
	}

	/** What is due after all slots is what the others leave; empty if unknown. */
	private List<Later> later(String queue, long waiting, Double due) {
		try {
			List<Later> later = new ArrayList<>();
			boolean more = due == null;
			long rest = waiting - ((due != null) ? due.longValue() : 0);
			for (Slot slot : this.queries.slots(queue)) {
				later.add(new Later(slot.within(), slot.count(), slot.more()));
				more |= slot.more();
				rest -= slot.count();
			}
			later.add(new Later("later", Math.max(0, rest), more));
			return later;
		}
		catch (DataAccessException ex) {
			LOG.debug("The waiting webhooks of {} could not be counted", queue, ex);
			return List.of();
		}
	}

	/** Returns the value; null if it is unknown. */
	private Double gauge(String name, String queue) {
		Gauge gauge = this.meters.find(name).tag("queue", queue).gauge();
		return (gauge == null || !Double.isFinite(gauge.value())) ? null : gauge.value();
	}

}
