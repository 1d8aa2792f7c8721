package dev.fusesync.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures fuse-sync beside the handler of Fuse's own document, or beside another version
 * of itself ({@code -Dbench.other=DIRECTORY}), in turn, on this machine.
 * The ratios count: absolute figures are those of a machine that also runs the load and
 * the upstream.
 */
final class Comparison {

	/** How many times both are measured. */
	private static final int PAIRS = Integer.getInteger("bench.pairs", 5);

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
			compare();
			for (int latency : LATENCIES) {
				compareWaiting(this.programs.fuseSync(), latency);
				compareWaiting(Programs.RIVAL, latency);
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

	/**
	 * Once warm, both stay up, and each load goes to one and then to the other: what the
	 * machine does in these minutes hits both.
	 */
	private void compare() throws Exception {
		try (Trial fuseSync = trial(this.programs.fuseSync(), 0)) {
			fuseSync.warmUp(WARM_UP);
			try (Trial rival = trial(Programs.RIVAL, 0)) {
				rival.warmUp(WARM_UP);
				inTurn(List.of(fuseSync, rival));
			}
		}
	}

	private void inTurn(List<Trial> both) throws Exception {
		for (int connections : List.of(1, 16, 64, 256)) {
			for (Trial trial : both) {
				trial.closedLoop(connections);
			}
		}
		for (int rate : List.of(100, 500, 1_000)) {
			for (Trial trial : both) {
				trial.openLoop(rate);
			}
		}
		for (Trial trial : both) {
			trial.end();
		}
	}

	private void compareWaiting(String program, int latency) throws Exception {
		try (Trial trial = trial(program, latency)) {
			trial.slowUpstream(latency);
		}
	}

	private Trial trial(String program, int latency) throws Exception {
		return new Trial(this.programs, program, latency, this.figures, this.requests, this.webhooks);
	}

}
