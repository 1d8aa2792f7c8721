package dev.fusesync.packaged.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Dockerfile, read. */
final class Dockerfile {

	static final Path FILE = Path.of("src/main/docker/Dockerfile");

	/** One a line, such as {@code USER 10001:10001}. */
	final List<String> instructions;

	Dockerfile() throws IOException {
		this.instructions = Files.readString(FILE)
			.replaceAll("(?m)^#.*$", "")
			.replaceAll("\\\\\\n", " ")
			.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty())
			.toList();
	}

	/** What stands behind an instruction, each time that it is there. */
	List<String> of(String instruction) {
		return this.instructions.stream()
			.filter((line) -> line.startsWith(instruction + " "))
			.map((line) -> line.substring(instruction.length() + 1).strip())
			.toList();
	}

	/** The image itself, without the stages before it. */
	List<String> lastStage() {
		int from = 0;
		for (int i = 0; i < this.instructions.size(); i++) {
			from = this.instructions.get(i).startsWith("FROM ") ? i : from;
		}
		return this.instructions.subList(from, this.instructions.size());
	}

}
