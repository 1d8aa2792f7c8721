package dev.fusesync.store.jdbc;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Metrics of the writer: time per transaction and writes per transaction. */
final class BatchMetrics {

	private final Timer commits;

	private final DistributionSummary batches;

	BatchMetrics(MeterRegistry meters) {
		this.commits = Timer.builder("fuse.store.commit")
			.description("Time of a transaction of the writer, until it is on disk")
			.register(meters);
		this.batches = DistributionSummary.builder("fuse.store.batch")
			.description("Writes in one transaction")
			.register(meters);
	}

	void ended(int writes, long nanos) {
		this.commits.record(nanos, TimeUnit.NANOSECONDS);
		this.batches.record(writes);
	}

}
