package dev.fusesync.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The programs that are compared, ready to start, each run in a directory of its own. */
final class Programs {

	/** The handler of Fuse's own document. */
	static final String EXPRESS = "Express";

	/** A handler in Node.js that stores webhooks in a file before it answers. */
	static final String DURABLE_NODE = "durable Node";

	/** Camel and SQLite with the fewest steps. */
	static final String FLOOR = "floor";

	/** Another version of fuse-sync, from the directory that {@code -Dbench.other} names. */
	private static final String OTHER = "other version";

	private static final String OTHER_DIRECTORY = System.getProperty("bench.other", "");

	/** What fuse-sync is measured beside; another version of itself is alone with it. */
	static final List<String> RIVALS = OTHER_DIRECTORY.isBlank() ? List.of(FLOOR, DURABLE_NODE, EXPRESS)
			: List.of(OTHER);

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
		List<String> ways = new ArrayList<>(hasCache() ? List.of(JAR, UNPACKED, CACHE) : List.of(JAR));
		ways.addAll(RIVALS);
		return ways;
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
			return Contender.node(way, run, express(), basePath, this.requests);
		}
		if (way.equals(DURABLE_NODE)) {
			return Contender.node(way, run, Path.of("src/bench/node/server.js").toAbsolutePath(), basePath, this.requests);
		}
		if (way.equals(FLOOR)) {
			return floor(run, basePath);
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

	/**
	 * From classes and the jars that fuse-sync is made of, without its own classes, whose
	 * settings and listeners would take part.
	 */
	private Contender floor(Path run, String basePath) throws Exception {
		Path classes = this.directory.resolve("floor");
		for (String name : List.of("dev/fusesync/verification", "dev/fusesync/bench/floor")) {
			for (String compiled : List.of("target/classes", "target/test-classes")) {
				if (Files.exists(Path.of(compiled, name))) {
					copy(Path.of(compiled, name), classes.resolve(name));
				}
			}
		}
		String jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> entry.endsWith(".jar"))
			.collect(Collectors.joining(File.pathSeparator));
		List<String> java = List.of("@" + Path.of("src/main/jvm/options").toAbsolutePath(), HEAP, "-cp",
				classes + File.pathSeparator + jars, "dev.fusesync.bench.floor.FloorProgram");
		return Contender.java(FLOOR, run, java, basePath, this.requests);
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
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
			}
		}
	}

}
