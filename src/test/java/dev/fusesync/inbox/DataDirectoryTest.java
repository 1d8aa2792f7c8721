package dev.fusesync.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What is said of a data directory that does not outlive the machine. */
@ExtendWith(OutputCaptureExtension.class)
class DataDirectoryTest {

	private static final Path MEMORY = Path.of("/dev/shm");

	@Test
	void warnsWhenItLiesInMemory(CapturedOutput output) throws IOException {
		assumeTrue(Files.isWritable(MEMORY) && isTmpfs(MEMORY), "This machine has no /dev/shm in memory");
		Path directory = Files.createTempDirectory(MEMORY, "fuse-sync");
		try {
			DataDirectory.prepare(directory);
		}
		finally {
			Files.delete(directory);
		}
		assertThat(output).contains("WARN", directory + " lies in memory (tmpfs)",
				"SPRING_ARTEMIS_EMBEDDED_DATA_DIRECTORY");
	}

	@Test
	void saysNothingOfADisk(@TempDir Path directory, CapturedOutput output) throws IOException {
		assumeFalse(isTmpfs(directory), "The temporary directory of this machine is in memory");
		DataDirectory.prepare(directory.resolve("data"));
		assertThat(output).doesNotContain("lies in memory");
	}

	private static boolean isTmpfs(Path directory) throws IOException {
		return Files.getFileStore(directory).type().equals("tmpfs");
	}

}
