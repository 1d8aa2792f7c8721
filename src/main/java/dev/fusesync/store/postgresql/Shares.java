package dev.fusesync.store.postgresql;

import java.util.Comparator;
import java.util.List;

import dev.fusesync.store.Buckets.Demand;
import dev.fusesync.store.NewWebhook;

/** Distributes the buckets evenly over the instances that can use them. */
final class Shares {

	private Shares() {
	}

	/**
	 * The number of buckets that an instance should have. Instances whose circuit breaker
	 * is open have none, or one to try again, unless it is open everywhere: then they
	 * share the buckets as if it were closed.
	 * @param instances all that are alive
	 */
	static int of(long id, List<Instance> instances) {
		List<Instance> full = instances.stream().filter((one) -> one.demand() == Demand.FULL).toList();
		if (full.isEmpty()) {
			full = instances.stream().filter((one) -> one.demand() != Demand.STOPPED).toList();
		}
		List<Long> ids = full.stream().map(Instance::id).sorted(Comparator.naturalOrder()).toList();
		int trying = (int) instances.stream()
			.filter((one) -> one.demand() == Demand.HALF_OPEN && !ids.contains(one.id()))
			.count();
		int rank = ids.indexOf(id);
		if (rank < 0) {
			return instances.stream().anyMatch((one) -> one.id() == id && one.demand() == Demand.HALF_OPEN) ? 1 : 0;
		}
		int buckets = NewWebhook.BUCKETS - trying;
		return buckets / ids.size() + ((rank < buckets % ids.size()) ? 1 : 0);
	}

	/**
	 * An instance that is alive.
	 *
	 * @param id its number; later instances have higher ones
	 * @param demand how many buckets it can use
	 * @param buckets how many it has
	 */
	record Instance(long id, Demand demand, int buckets) {

	}

}
