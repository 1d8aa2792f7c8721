package dev.fusesync.packaged;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that some tests need and are skipped without. */
public final class InstalledProgram {

	private InstalledProgram() {
	}

	/** Where it is; empty unless it is installed. */
	public static Optional<Path> find(String program) {
		return Stream.of(System.getenv("PATH").split(":"))
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
