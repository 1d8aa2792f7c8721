package dev.fusesync.packaged.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** target/fuse-sync-VERSION.tar.gz, unpacked. */
final class Archive {

	/** What a command has done. */
	record Result(int code, String output) {
	}

	private final Path home;

	private Archive(Path home) {
		this.home = home;
	}

	/** The file that {@code ./mvnw package} makes. */
	static Path file() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			return files.filter((file) -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
		}
	}

	/** Unpacks it, as installing.md says, into a directory that does not exist. */
	static Archive unpack(Path directory) throws Exception {
		Files.createDirectories(directory);
		Result unpacked = run(directory, Map.of(), "tar", "-xzf", file().toAbsolutePath().toString());
		if (unpacked.code() != 0) {
			throw new IllegalStateException(unpacked.output());
		}
		try (Stream<Path> top = Files.list(directory)) {
			return new Archive(top.findFirst().orElseThrow());
		}
	}

	/** A file in it. */
	Path path(String name) {
		return this.home.resolve(name);
	}

	/** bin/fuse-sync. */
	Path script() {
		return path("bin/fuse-sync");
	}

	/** Runs a command with the tests' Java and no other variables than these. */
	static Result run(Path directory, Map<String, String> environment, String... command) throws Exception {
		Path output = Files.createTempFile("command", ".out");
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().keySet().retainAll(List.of("PATH", "LANG", "LC_ALL"));
		builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
		builder.environment().putAll(environment);
		Process process = builder.start();
		if (!process.waitFor(5, TimeUnit.MINUTES)) {
			process.destroyForcibly();
			throw new IllegalStateException("Still running: " + String.join(" ", command));
		}
		return new Result(process.exitValue(), Files.readString(output));
	}

	/** All files below a directory, with their sizes and times. */
	static List<String> files(Path directory) throws IOException {
		try (Stream<Path> walk = Files.walk(directory)) {
			List<String> found = new ArrayList<>();
			for (Path file : walk.sorted().toList()) {
				found.add(directory.relativize(file) + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
			}
			return found;
		}
	}

}
