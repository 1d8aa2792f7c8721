package dev.fusesync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The two programs, ready to start, each run in a directory of its own. */
final class Programs {

	static final String EXPRESS = "node";

	/** Another version of fuse-sync, from the directory that {@code -Dbench.other} names. */
	private static final String OTHER = "other version";

	private static final String OTHER_DIRECTORY = System.getProperty("bench.other", "");

	/** Whom fuse-sync is measured beside: Express, unless another version of itself is named. */
	static final String RIVAL = OTHER_DIRECTORY.isBlank() ? EXPRESS : OTHER;

	/** Its name in the table. */
	static final String RIVAL_NAME = OTHER_DIRECTORY.isBlank() ? "Express" : OTHER;

	private static final String JAR = "jar";

	private static final String UNPACKED = "extracted jar";

	private static final String CACHE = "extracted jar with cache";

	/** As README has it started. */
	static final String HEAP = "-Xmx200m";

	/** What {@code -Paot} makes. */
	private static final Path EXTRACTED = Path.of("target/extracted").toAbsolutePath();

	private final Path directory;

	private final Requests requests;

	Programs(Path directory, Requests requests) {
		this.directory = directory;
		this.requests = requests;
	}

	List<String> waysToStart() {
		return hasCache() ? List.of(JAR, UNPACKED, CACHE, RIVAL) : List.of(JAR, RIVAL);
	}

	/** As it is in the container, if there is a cache. */
	String fuseSync() {
		return hasCache() ? CACHE : JAR;
	}

	private static boolean hasCache() {
		return Files.exists(EXTRACTED.resolve("fuse-sync.aot"));
	}

	Contender start(String way, String basePath) throws Exception {
		Path run = Files.createTempDirectory(this.directory, "run-");
		if (way.equals(EXPRESS)) {
			return Contender.express(run, express(), basePath, this.requests);
		}
		if (way.equals(OTHER)) {
			return other(run, Path.of(OTHER_DIRECTORY).toAbsolutePath(), basePath);
		}
		List<String> java = new ArrayList<>(List.of("@" + Path.of("src/main/jvm/options").toAbsolutePath(), HEAP));
		if (way.equals(CACHE)) {
			java.add("-XX:AOTCache=" + EXTRACTED.resolve("fuse-sync.aot"));
		}
		Path jar = way.equals(JAR) ? Path.of("target") : EXTRACTED;
		java.addAll(List.of("-jar", jar.resolve("fuse-sync.jar").toAbsolutePath().toString()));
		return Contender.fuseSync("fuse-sync", run, java, Path.of("").toAbsolutePath(), basePath, this.requests);
	}

	/** A directory with its jar, options, routes and settings. */
	private Contender other(Path run, Path home, String basePath) throws Exception {
		List<String> java = List.of("@" + home.resolve("jvm/options"), HEAP, "-jar",
				home.resolve("fuse-sync.jar").toString());
		return Contender.fuseSync(OTHER, run, java, home, basePath, this.requests);
	}

	private Path express() throws Exception {
		Path copy = this.directory.resolve("express");
		if (!Files.exists(copy.resolve("node_modules"))) {
			copy(Path.of("src/bench/express"), copy);
			Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund").directory(copy.toFile())
				.inheritIO()
				.start();
			if (npm.waitFor() != 0) {
				throw new IllegalStateException("The benchmark needs Node.js 20, npm and what src/bench/express names");
			}
		}
		return copy.resolve("server.js");
	}

	private static void copy(Path from, Path to) throws IOException {
		Files.createDirectories(to);
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.toList()) {
				Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
			}
		}
	}

}
