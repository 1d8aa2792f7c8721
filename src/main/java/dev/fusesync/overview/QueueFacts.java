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

import org.springframework.stereotype.Component;

/** What waits in the queues: the gauges of the store, and by when it is due. */
@Component
class QueueFacts {

	/** More than is counted on SQLite, and than of one bucket on PostgreSQL. */
	private static final long MORE = QueueFactQueries.MOST + 1;

	private final Store store;

	private final QueueFactQueries queries;

	private final MeterRegistry meters;

	QueueFacts(Store store, QueueFactQueries queries, MeterRegistry meters) {
		this.store = store;
		this.queries = queries;
		this.meters = meters;
	}

	Map<String, Queue> all(Questions questions) {
		Map<String, Queue> queues = new LinkedHashMap<>();
		Queues.ALL.forEach((queue) -> queues.put(queue, of(queue, questions)));
		return queues;
	}

	/** What the database says of an empty queue may be some seconds old. */
	private Queue of(String queue, Questions questions) {
		long waiting = this.store.counts().waiting(queue);
		Double claimed = gauge("fuse.store.claimed", queue);
		Slot due = (waiting > 0) ? questions.ask(() -> this.queries.due(queue), null) : null;
		Double oldestAge = (waiting > 0) ? questions.ask(() -> gauge("fuse.store.oldest.age", queue), null) : null;
		List<Later> later = (due != null) ? questions.ask(() -> later(queue, waiting, due), List.<Later>of())
				: List.of();
		return new Queue(waiting, due(waiting, due), (claimed != null) ? claimed.longValue() : 0, oldestAge, later);
	}

	/** Never more than wait, which is counted a moment earlier. */
	private static Long due(long waiting, Slot due) {
		return (waiting == 0) ? Long.valueOf(0)
				: (due == null) ? null : Long.valueOf(Math.min(waiting, due.more() ? MORE : due.count()));
	}

	/** What is due after all slots is what the others leave, if all of them are known. */
	private List<Later> later(String queue, long waiting, Slot due) {
		List<Later> later = new ArrayList<>();
		boolean known = !due.more();
		long rest = waiting - due.count();
		for (Slot slot : this.queries.slots(queue)) {
			later.add(new Later(slot.within(), slot.count(), slot.more()));
			known &= !slot.more();
			rest -= slot.count();
		}
		if (known) {
			later.add(new Later("later", Math.max(0, rest), false));
		}
		return later;
	}

	/** Returns the value; null if it is unknown. */
	private Double gauge(String name, String queue) {
		Gauge gauge = this.meters.find(name).tag("queue", queue).gauge();
		return (gauge == null || !Double.isFinite(gauge.value())) ? null : gauge.value();
	}

}
