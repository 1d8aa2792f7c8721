package dev.fusesync.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by {@code wrk}: so many connections, each sends when it has its answer. */
record ClosedLoop(long answers, double seconds, double p99Millis) {

	private static final String SCRIPT = "src/bench/wrk/webhooks.lua";

	private static final Pattern RESULT = Pattern
		.compile("RESULT requests=(\\d+) microseconds=(\\d+) p99=(\\d+) status=(\\d+) broken=(\\d+)");

	/** An answer other than 200, or none, ends the benchmark: it would not be comparable. */
	static ClosedLoop run(Path requests, int port, int connections, int seconds) throws Exception {
		Process wrk = new ProcessBuilder(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout",
				"30s", "-s", SCRIPT, "http://127.0.0.1:" + port, "--", requests.toString()))
			.redirectErrorStream(true)
			.start();
		String output = new String(wrk.getInputStream().readAllBytes());
		Matcher result = RESULT.matcher(output);
		if (wrk.waitFor() != 0 || !result.find() || !"0".equals(result.group(4)) || !"0".equals(result.group(5))) {
			throw new IllegalStateException("wrk had other answers than 200, or none:\n" + output);
		}
		return new ClosedLoop(Long.parseLong(result.group(1)), Long.parseLong(result.group(2)) / 1e6,
				Long.parseLong(result.group(3)) / 1e3);
	}

	double perSecond() {
		return this.answers / this.seconds;
	}

}
