package dev.fusesync.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The house rules of the Dockerfile, read and not built. */
class DockerfileTest {

	private static final Path DOCKERFILE = Path.of("src/main/docker/Dockerfile");

	private static List<String> instructions;

	@BeforeAll
	static void read() throws IOException {
		instructions = Files.readString(DOCKERFILE)
			.replaceAll("(?m)^#.*$", "")
			.replaceAll("\\\\\\n", " ")
			.lines()
			.map(String::strip)
			.filter((line) -> !line.isEmpty())
			.toList();
	}

	@Test
	void runsAsAUserOfItsOwnByNumber() {
		assertThat(of("USER")).isNotEmpty().allMatch((user) -> user.matches("[1-9]\\d*:[1-9]\\d*"));
		assertThat(lastStage()).as("The image itself, not only the stage before it")
			.anyMatch((line) -> line.startsWith("USER "));
	}

	@Test
	void keepsWebhooksInAVolumeOfItsOwnerAlone() {
		assertThat(of("VOLUME")).containsExactly("/data");
		assertThat(of("RUN")).contains("install -d -o 10001 -g 10001 -m 0700 /data");
		assertThat(of("USER")).containsExactly("10001:10001");
		assertThat(of("ENV")).anyMatch((line) -> line.endsWith("FUSE_STORE_DIRECTORY=/data"));
	}

	@Test
	void fetchesNothingFromTheNetwork() {
		assertThat(instructions).noneMatch((line) -> line.startsWith("ADD "))
			.noneMatch((line) -> line.matches(".*(https?:|git@|curl |wget |apt-get ).*"));
	}

	@Test
	void holdsNoSecret() {
		assertThat(of("ARG")).isEmpty();
		assertThat(of("ENV")).noneMatch((line) -> line.matches("(?i).*(secret|password|key|token|client_id).*"));
		assertThat(of("COPY")).filteredOn((copied) -> !copied.startsWith("--from="))
			.containsExactlyInAnyOrder("target/fuse-sync.jar fuse-sync.jar", "src/main/jvm/ jvm/", "routes/ routes/",
					"application.properties ./");
	}

	@Test
	void givesTheBuildNothingElse() throws IOException {
		assertThat(Files.readAllLines(DOCKERFILE.resolveSibling("Dockerfile.dockerignore"))).containsExactly("*",
				"!target/fuse-sync.jar", "!src/main/jvm", "!routes", "!application.properties");
	}

	private static List<String> of(String instruction) {
		return instructions.stream()
			.filter((line) -> line.startsWith(instruction + " "))
			.map((line) -> line.substring(instruction.length() + 1).strip())
			.toList();
	}

	private static List<String> lastStage() {
		int from = 0;
		for (int i = 0; i < instructions.size(); i++) {
			from = instructions.get(i).startsWith("FROM ") ? i : from;
		}
		return instructions.subList(from, instructions.size());
	}

}
