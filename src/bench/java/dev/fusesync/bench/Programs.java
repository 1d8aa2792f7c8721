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

	static final String FUSE_SYNC = "jar";

	private final Path directory;

	private final Requests requests;

	Programs(Path directory, Requests requests) {
		this.directory = directory;
		this.requests = requests;
	}

	List<String> waysToStart() {
		return List.of(FUSE_SYNC, EXPRESS);
	}

	Contender start(String way, String basePath, String... jvm) throws Exception {
		Path run = Files.createTempDirectory(this.directory, "run-");
		if (way.equals(EXPRESS)) {
			return Contender.express(run, express(), basePath, this.requests);
		}
		List<String> java = new ArrayList<>(List.of(jvm));
		java.addAll(List.of("-jar", Path.of("target/fuse-sync.jar").toAbsolutePath().toString()));
		return Contender.fuseSync(run, java, basePath, this.requests);
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
