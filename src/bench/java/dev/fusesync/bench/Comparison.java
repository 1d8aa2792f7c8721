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

	/** How many times all are started, and how many times each is under each load. */
	private static final int PAIRS = Integer.getInteger("bench.pairs", 5);

	/** How long each is under load before it is measured, in seconds. */
	private static final int WARM_UP = Integer.getInteger("bench.warm-up", 240);

	/** Connections of the closed loops. */
	private static final List<Integer> CONNECTIONS = numbers("bench.connections", "1,16,64,256");

	/** Rates of the open loops, webhooks a second. */
	private static final List<Integer> RATES = numbers("bench.rates", "100,500,1000");

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
			System.out.printf("Starts, round %d of %d%n", pair, PAIRS);
			starts();
		}
		compare();
		for (int latency : LATENCIES) {
			compareWaiting(this.programs.fuseSync(), latency);
			for (String rival : Programs.RIVALS) {
				compareWaiting(rival, latency);
			}
		}
		for (int backlog : BACKLOGS) {
			new Backlog(this.programs, this.figures, this.requests, this.webhooks).run(backlog);
		}
		this.figures.write(this.directory);
		System.out.println(this.figures.table());
	}

	/**
	 * Each way in which fuse-sync can be started, and each other program once: its figures
	 * stand beside those of all the ways.
	 */
	private void starts() throws Exception {
		for (String way : this.programs.waysToStart()) {
			List<String> beside = Programs.RIVALS.contains(way) ? this.programs.ownWaysToStart() : List.of(way);
			try (Trial trial = trial(way, 0)) {
				trial.start(beside);
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
			for (int pair = 1; pair <= PAIRS; pair++) {
				System.out.printf("Loads, round %d of %d%n", pair, PAIRS);
				inTurn(trials);
			}
			for (Trial trial : trials) {
				trial.end();
			}
		}
		finally {
			trials.forEach(Trial::close);
		}
	}

	private void inTurn(List<Trial> trials) throws Exception {
		for (int connections : CONNECTIONS) {
			for (Trial trial : trials) {
				trial.closedLoop(connections);
			}
		}
		for (int rate : RATES) {
			for (Trial trial : trials) {
				trial.openLoop(rate);
			}
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
