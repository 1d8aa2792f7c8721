package dev.fusesync.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
	static final List<String> RIVALS = OTHER_DIRECTORY.isBlank()
			? List.of(System.getProperty("bench.rivals", String.join(",", FLOOR, DURABLE_NODE, EXPRESS)).split(","))
			: List.of(OTHER);

	private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private static final String JAR = "jar";

	private static final String ARCHIVE = "archive";

	private static final String CACHE = "archive with cache";

	/** As bin/fuse-sync has it started. */
	static final String HEAP = "-Xmx200m";

	private final Path directory;

	private final Requests requests;

	private boolean unpacked;

	Programs(Path directory, Requests requests) {
		this.directory = directory;
		this.requests = requests;
	}

	List<String> waysToStart() {
		return Stream.concat(ownWaysToStart().stream(), RIVALS.stream()).toList();
	}

	List<String> ownWaysToStart() {
		return List.of(JAR, ARCHIVE, CACHE);
	}

	/** As it is in the container. */
	String fuseSync() {
		return CACHE;
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
		List<String> command = way.equals(JAR)
				? List.of(JAVA, "@" + Path.of("src/main/jvm/options").toAbsolutePath(), HEAP, "-jar",
						Path.of("target/fuse-sync.jar").toAbsolutePath().toString())
				: archive(run, way.equals(CACHE) ? this.directory.resolve("cache") : run);
		return Contender.fuseSync("fuse-sync", run, command, Path.of("").toAbsolutePath(), basePath, this.requests);
	}

	/** bin/fuse-sync of the archive, which is unpacked and trained the first time. */
	private List<String> archive(Path run, Path cache) throws Exception {
		Path script = this.directory.resolve("archive/bin/fuse-sync");
		if (!this.unpacked) {
			run("sh", "-c", "rm -rf target/bench/archive target/bench/cache && mkdir target/bench/archive"
					+ " && tar -xzf target/fuse-sync-*.tar.gz -C target/bench/archive --strip-components=1");
			run("env", "FUSE_SYNC_CACHE=" + this.directory.resolve("cache"), script.toString(), "train");
			this.unpacked = true;
		}
		return List.of("env", "FUSE_SYNC_HOME=" + run, "FUSE_SYNC_CACHE=" + cache, script.toString());
	}

	private static void run(String... command) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		if (builder.start().waitFor() != 0) {
			throw new IllegalStateException(String.join(" ", command) + " failed");
		}
	}

	/** A directory with its jar, options, routes and settings. */
	private Contender other(Path run, Path home, String basePath) throws Exception {
		List<String> command = List.of(JAVA, "@" + home.resolve("jvm/options"), HEAP, "-jar",
				home.resolve("fuse-sync.jar").toString());
		return Contender.fuseSync(OTHER, run, command, home, basePath, this.requests);
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
		List<String> java = List.of(JAVA, "@" + Path.of("src/main/jvm/options").toAbsolutePath(), HEAP, "-cp",
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
