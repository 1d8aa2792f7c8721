package dev.fusesync.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/** A directory with routes/ and application.properties, in which commands are run. */
final class Installation {

	/** What a command has done. */
	record Result(int code, String out, String err) {
	}

	private final Path directory;

	private final Map<String, String> environment = new HashMap<>(Map.of("FUSE_API_KEY", "never-show-this-api-key",
			"FUSE_CLIENT_ID", "never-show-this-client-id", "FUSE_BASE_PATH", "http://127.0.0.1:9"));

	Installation(Path directory) throws IOException {
		this.directory = directory;
		FileSystemUtils.copyRecursively(Path.of("routes"), directory.resolve("routes"));
		Files.copy(Path.of("application.properties"), directory.resolve("application.properties"));
	}

	Path path(String file) {
		return this.directory.resolve(file);
	}

	Installation with(String variable, String value) {
		this.environment.put(variable, value);
		return this;
	}

	Installation without(String variable) {
		this.environment.remove(variable);
		return this;
	}

	/** Replaces a text, which stands there. Returns the line of it. */
	int replace(String file, String text, String other) throws IOException {
		String content = Files.readString(path(file));
		int index = content.indexOf(text);
		if (index < 0) {
			throw new IllegalArgumentException(text + " does not stand in " + file);
		}
		Files.writeString(path(file), content.substring(0, index) + other + content.substring(index + text.length()));
		return (int) content.substring(0, index).lines().count() + (content.charAt(index - 1) == '\n' ? 1 : 0);
	}

	/** Sets a setting in the file. Returns its line. */
	int set(String setting, String value) throws IOException {
		List<String> lines = new ArrayList<>(Files.readAllLines(path("application.properties")));
		int line = 0;
		while (line < lines.size() && !lines.get(line).startsWith(setting + "=")) {
			line++;
		}
		if (line < lines.size()) {
			lines.set(line, setting + "=" + value);
		}
		else {
			lines.add(setting + "=" + value);
		}
		Files.write(path("application.properties"), lines);
		return line + 1;
	}

	Result run(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
		command.addAll(StartCache.arguments());
		command.addAll(List.of(arguments));
		Path out = Files.createTempFile("command", ".out");
		Path err = Files.createTempFile("command", ".err");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		builder.environment().keySet().removeIf((name) -> name.matches("(FUSE|PLAID|TELLER|MX|SERVER|SPRING)_.*"));
		builder.environment().putAll(this.environment);
		Process process = builder.start();
		if (!process.waitFor(2, TimeUnit.MINUTES)) {
			process.destroyForcibly();
			throw new IllegalStateException("Still running: " + String.join(" ", arguments));
		}
		return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
				Files.readString(err, StandardCharsets.UTF_8));
	}

	/** All files of the directory with their sizes and times. */
	List<String> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory)) {
			List<String> found = new ArrayList<>();
			for (Path file : files.sorted().toList()) {
				found.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
			}
			return found;
		}
	}

}
