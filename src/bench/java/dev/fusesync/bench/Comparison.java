package dev.fusesync.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.HdrHistogram.Histogram;

/**
 * Measures fuse-sync beside the handler of Fuse's own document, in turn, on this machine.
 * The ratios count: absolute figures are those of a machine that also runs the load and
 * the upstream.
 */
final class Comparison {

	/** How many times both are measured. */
	private static final int PAIRS = Integer.getInteger("bench.pairs", 5);

	/** How long each load lasts, in seconds. */
	private static final int SECONDS = Integer.getInteger("bench.seconds", 8);

	/** How long each load at a constant rate lasts, in seconds: tails need many webhooks. */
	private static final int OPEN_SECONDS = Integer.getInteger("bench.open-seconds", 24);

	/** How long both are under load before they are measured, in seconds. */
	private static final int WARM_UP = Integer.getInteger("bench.warm-up", 90);

	/** Backlogs to drain, of webhooks; 1000000 takes ten minutes. */
	private static final List<Integer> BACKLOGS = numbers("bench.backlogs", "10000,100000");

	/** Latencies of the upstream beside 0, in ms. */
	private static final List<Integer> LATENCIES = numbers("bench.latencies", "200,1000");

	private final Path directory = Path.of("target/bench").toAbsolutePath();

	private final Path webhooks = this.directory.resolve("webhooks.txt");

	private final Requests requests = new Requests();

	private final Figures figures = new Figures();

	private final Programs programs = new Programs(this.directory, this.requests);

	/** With commas between them; none if it is blank. */
	private static List<Integer> numbers(String property, String usual) {
		return Stream.of(System.getProperty(property, usual).split(","))
			.filter((number) -> !number.isBlank())
			.map(Integer::valueOf)
			.toList();
	}

	public static void main(String[] args) throws Exception {
		new Comparison().run();
	}

	private void run() throws Exception {
		Files.createDirectories(this.directory);
		this.requests.write(this.webhooks);
		System.out.printf("%s, fsync p99 %.2f ms%n", Machine.description(), Machine.fsyncP99(this.directory));
		for (int pair = 1; pair <= PAIRS; pair++) {
			System.out.printf("Pair %d of %d%n", pair, PAIRS);
			starts();
			compare(this.programs.fuseSync());
			compare(Programs.EXPRESS);
			for (int latency : LATENCIES) {
				compareWaiting(this.programs.fuseSync(), latency);
				compareWaiting(Programs.EXPRESS, latency);
			}
		}
		for (int backlog : BACKLOGS) {
			new Backlog(this.programs, this.figures, this.requests, this.webhooks).run(backlog);
		}
		this.figures.write(this.directory);
		System.out.println(this.figures.table());
	}

	private void starts() throws Exception {
		for (String way : this.programs.waysToStart()) {
			try (Fuse fuse = new Fuse(Contender.freePort(), 0);
					Contender contender = this.programs.start(way, fuse.basePath())) {
				this.figures.add("start to first 200 (%s), ms".formatted(way), contender.name, contender.startMillis);
				Thread.sleep(5_000);
				this.figures.add("memory at rest (%s), MiB".formatted(way), contender.name, contender.memory());
			}
		}
	}

	private void compare(String program) throws Exception {
		try (Fuse fuse = new Fuse(Contender.freePort(), 0);
				Contender contender = this.programs.start(program, fuse.basePath())) {
			add("acks/s, first 10 s after start", contender, load(fuse, contender, 64, 10).perSecond());
			load(fuse, contender, 64, WARM_UP);
			for (int connections : List.of(1, 16, 64, 256)) {
				measure(fuse, contender, connections);
			}
			for (int rate : List.of(100, 500, 1_000)) {
				measureOpen(fuse, contender, rate);
			}
			add("memory after all loads, MiB", contender, contender.memory());
			add("webhooks in all loads", contender, fuse.count());
		}
	}

	/** What is left when each sync takes its time. */
	private void compareWaiting(String program, int latency) throws Exception {
		try (Fuse fuse = new Fuse(Contender.freePort(), latency);
				Contender contender = this.programs.start(program, fuse.basePath())) {
			ClosedLoop.run(this.webhooks, contender.port, 64, SECONDS);
			long before = fuse.count();
			ClosedLoop load = ClosedLoop.run(this.webhooks, contender.port, 64, SECONDS);
			String at = ", 64 connections, Fuse takes %,d ms".formatted(latency);
			add("acks/s" + at, contender, load.perSecond());
			add("synced/s" + at, contender, (fuse.count() - before) / load.seconds());
			add("ack p99, ms" + at, contender, load.p99Millis());
		}
	}

	private void measure(Fuse fuse, Contender contender, int connections) throws Exception {
		double processor = contender.processorSeconds();
		long written = Machine.written(contender.pid());
		long begin = System.nanoTime();
		long before = fuse.count();
		ClosedLoop load = ClosedLoop.run(this.webhooks, contender.port,
				connections, SECONDS);
		int memory = contender.memory();
		fuse.await(before + load.answers());
		double seconds = (System.nanoTime() - begin) / 1e9;
		String at = (connections == 1) ? ", 1 connection" : ", %d connections".formatted(connections);
		add("acks/s" + at, contender, load.perSecond());
		add("synced/s" + at, contender, (fuse.count() - before) / seconds);
		add("processor time a webhook, ms" + at, contender,
				1e3 * (contender.processorSeconds() - processor) / load.answers());
		add("memory, MiB" + at, contender, memory);
		add("written a webhook, bytes" + at, contender,
				(Machine.written(contender.pid()) - written) / (double) load.answers());
	}

	private ClosedLoop load(Fuse fuse, Contender contender, int connections, int seconds) throws Exception {
		long before = fuse.count();
		ClosedLoop load = ClosedLoop.run(this.webhooks, contender.port,
				connections, seconds);
		fuse.await(before + load.answers());
		return load;
	}

	private void measureOpen(Fuse fuse, Contender contender, int rate) throws Exception {
		long before = fuse.count();
		Histogram nanos = OpenLoop.run(this.requests, contender.port, rate, OPEN_SECONDS);
		fuse.await(before + nanos.getTotalCount());
		for (String percentile : List.of("50", "99", "99.9")) {
			add("ack p%s at %,d/s, ms".formatted(percentile, rate), contender,
					nanos.getValueAtPercentile(Double.parseDouble(percentile)) / 1e6);
		}
	}

	private void add(String figure, Contender contender, double value) {
		this.figures.add(figure, contender.name, value);
	}

}
