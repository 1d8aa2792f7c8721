package dev.fusesync.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures fuse-sync beside what Camel and SQLite cost at least, a durable handler in
 * Node.js and the handler of Fuse's own document, or beside another version of itself
 * ({@code -Dbench.other=DIRECTORY}), in turn, on this machine.
 * The ratios count: absolute figures are those of a machine that also runs the load and
 * the upstream.
 */
final class Comparison {

	/** How many times all are measured. */
	private static final int PAIRS = Integer.getInteger("bench.pairs", 5);

	/** How long each is under load before it is measured, in seconds. */
	private static final int WARM_UP = Integer.getInteger("bench.warm-up", 240);

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
			System.out.printf("Round %d of %d%n", pair, PAIRS);
			starts();
			compare();
			for (int latency : LATENCIES) {
				compareWaiting(this.programs.fuseSync(), latency);
				for (String rival : Programs.RIVALS) {
					compareWaiting(rival, latency);
				}
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
	 * Once warm, all stay up, and each load goes to one after the other: what the machine
	 * does in these minutes hits all.
	 */
	private void compare() throws Exception {
		List<Trial> trials = new ArrayList<>();
		try {
			for (String program : Stream.concat(Stream.of(this.programs.fuseSync()), Programs.RIVALS.stream()).toList()) {
				Trial trial = trial(program, 0);
				trials.add(trial);
				trial.warmUp(WARM_UP);
			}
			inTurn(trials);
		}
		finally {
			trials.forEach(Trial::close);
		}
	}

	private void inTurn(List<Trial> trials) throws Exception {
		for (int connections : List.of(1, 16, 64, 256)) {
			for (Trial trial : trials) {
				trial.closedLoop(connections);
			}
		}
		for (int rate : List.of(100, 500, 1_000)) {
			for (Trial trial : trials) {
				trial.openLoop(rate);
			}
		}
		for (Trial trial : trials) {
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
