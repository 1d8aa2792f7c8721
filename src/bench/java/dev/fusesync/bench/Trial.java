package dev.fusesync.bench;

import java.nio.file.Path;
import java.util.List;

import org.HdrHistogram.Histogram;

/** A program with an upstream of its own, under one load after the other. */
final class Trial implements AutoCloseable {

	/** How long each load lasts, in seconds. */
	private static final int SECONDS = Integer.getInteger("bench.seconds", 8);

	/**
	 * How long each load at a constant rate lasts, in seconds, from 250 webhooks a second
	 * on. At a lower rate it lasts longer: tails need many webhooks.
	 */
	private static final int OPEN_SECONDS = Integer.getInteger("bench.open-seconds", 24);

	private static final int OPEN_RATE = 250;

	/** Of which ten seconds after the start there are figures. */
	static final List<Integer> SHOWN = List.of(1, 3, 6, 12, 24);

	static final String ACKS = "acks/s, 10 s no. %d after the start";

	static final String PROCESSOR = "processor time a webhook, ms, 10 s no. %d after the start";

	private static final long FIRST = 20_000;

	private final Figures figures;

	private final Requests requests;

	private final Path webhooks;

	private final Fuse fuse;

	private final Contender contender;

	/** The upstream takes the latency, in ms, for each call. */
	Trial(Programs programs, String program, int latency, Figures figures, Requests requests, Path webhooks)
			throws Exception {
		this.figures = figures;
		this.requests = requests;
		this.webhooks = webhooks;
		this.fuse = new Fuse(Contender.freePort(), latency);
		try {
			this.contender = programs.start(program, this.fuse.basePath());
		}
		catch (Exception ex) {
			this.fuse.close();
			throw ex;
		}
	}

	/**
	 * What the start costs, at rest and under load at once: the figures of one program, or
	 * of one way to start it, stand beside those of the named ways of fuse-sync.
	 */
	void start(List<String> ways) throws Exception {
		Thread.sleep(5_000);
		int atRest = this.contender.memory();
		double processor = this.contender.processorSeconds();
		ClosedLoop first = load(64, 10);
		double each = millisEach(processor, first.answers());
		long answers = 1 + first.answers();
		while (answers < FIRST) {
			answers += load(64, 2).answers();
		}
		double all = this.contender.processorSeconds();
		for (String way : ways) {
			add("start to first 200, ms (%s)".formatted(way), this.contender.startMillis);
			add("memory at rest, MiB (%s)".formatted(way), atRest);
			add("acks/s, first 10 s (%s)".formatted(way), first.perSecond());
			add("processor time a webhook, ms, first 10 s (%s)".formatted(way), each);
			add("processor time of the start and 20,000 webhooks, s (%s)".formatted(way),
					processor + (all - processor) * FIRST / Math.max(FIRST, answers));
		}
	}

	/**
	 * Loads of ten seconds each, from the first answer on; the figures of {@link #SHOWN}
	 * of them tell how soon the program is warm.
	 */
	void warmUp(int seconds) throws Exception {
		for (int load = 1; load <= Math.max(1, seconds / 10); load++) {
			double processor = this.contender.processorSeconds();
			ClosedLoop tenSeconds = load(64, 10);
			double each = millisEach(processor, tenSeconds.answers());
			if (SHOWN.contains(load)) {
				add(ACKS.formatted(load), tenSeconds.perSecond());
				add(PROCESSOR.formatted(load), each);
			}
		}
	}

	void closedLoop(int connections) throws Exception {
		double processor = this.contender.processorSeconds();
		long written = this.contender.written();
		long begin = System.nanoTime();
		long before = this.fuse.count();
		ClosedLoop load = ClosedLoop.run(this.webhooks, this.contender.port, connections, SECONDS);
		int memory = this.contender.memory();
		this.fuse.await(before + load.answers());
		double seconds = (System.nanoTime() - begin) / 1e9;
		String at = (connections == 1) ? ", 1 connection" : ", %d connections".formatted(connections);
		add("acks/s" + at, load.perSecond());
		add("synced/s" + at, (this.fuse.count() - before) / seconds);
		add("processor time a webhook, ms" + at, millisEach(processor, load.answers()));
		add("memory, MiB" + at, memory);
		add("written a webhook, bytes" + at, (this.contender.written() - written) / (double) load.answers());
	}

	void openLoop(int rate) throws Exception {
		long before = this.fuse.count();
		double processor = this.contender.processorSeconds();
		int seconds = Math.max(OPEN_SECONDS, OPEN_SECONDS * OPEN_RATE / rate);
		Histogram nanos = OpenLoop.run(this.requests, this.contender.port, rate, seconds);
		this.fuse.await(before + nanos.getTotalCount());
		add("processor time a webhook, ms, at %,d/s".formatted(rate),
				millisEach(processor, nanos.getTotalCount()));
		for (String percentile : List.of("50", "99", "99.9")) {
			add("ack p%s at %,d/s, ms".formatted(percentile, rate),
					nanos.getValueAtPercentile(Double.parseDouble(percentile)) / 1e6);
		}
	}

	/** What is left when each sync takes its time; syncs may fall behind. */
	void slowUpstream(int latency) throws Exception {
		ClosedLoop.run(this.webhooks, this.contender.port, 64, SECONDS);
		long before = this.fuse.count();
		ClosedLoop load = ClosedLoop.run(this.webhooks, this.contender.port, 64, SECONDS);
		String at = ", 64 connections, Fuse takes %,d ms".formatted(latency);
		add("acks/s" + at, load.perSecond());
		add("synced/s" + at, (this.fuse.count() - before) / load.seconds());
		add("ack p99, ms" + at, load.p99Millis());
	}

	void end() throws Exception {
		add("memory after all loads, MiB", this.contender.memory());
		add("webhooks in all loads", this.fuse.count());
	}

	/** Processor time for each of so many webhooks, in ms, since it was so many seconds. */
	private double millisEach(double processor, long webhooks) {
		return 1e3 * (this.contender.processorSeconds() - processor) / webhooks;
	}

	private ClosedLoop load(int connections, int seconds) throws Exception {
		long before = this.fuse.count();
		ClosedLoop load = ClosedLoop.run(this.webhooks, this.contender.port, connections, seconds);
		this.fuse.await(before + load.answers());
		return load;
	}

	private void add(String figure, double value) {
		this.figures.add(figure, this.contender.name, value);
	}

	@Override
	public void close() {
		this.contender.close();
		this.fuse.close();
	}

}
