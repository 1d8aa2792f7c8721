package dev.fusesync.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Watches the system calls of a program, or has them fail. What needs it is skipped where
 * there is no {@code strace} or it may not attach.
 */
public final class Strace implements AutoCloseable {

	private final Process process;

	private final Path calls;

	private Strace(Process process, Path calls) {
		this.process = process;
		this.calls = calls;
	}

	/** Writes what the program calls to files in that directory, until it is closed. */
	public static Strace attach(PackagedProgram program, Path directory, String... options) throws IOException {
		assumeTrue(InstalledProgram.find("strace").isPresent(), "This machine has no strace");
		Path calls = Files.createTempFile(directory, "calls", "");
		Path said = Files.createTempFile(directory, "strace", "");
		List<String> command = new ArrayList<>(
				List.of("strace", "-f", "-o", calls.toString(), "-p", String.valueOf(program.pid())));
		command.addAll(List.of(options));
		Process strace = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
		await().until(() -> !strace.isAlive() || Files.readString(said).contains("attached"));
		assumeTrue(strace.isAlive(), "strace may not attach: " + Files.readString(said));
		return new Strace(strace, calls);
	}

	/** What was called so far, a line each. */
	public List<String> calls() throws IOException {
		return Files.readAllLines(this.calls, StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
	}

}
