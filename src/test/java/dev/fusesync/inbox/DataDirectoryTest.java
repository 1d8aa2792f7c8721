package dev.fusesync.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import dev.fusesync.secrets.FilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Who may look into the data directory, and what is said of one that is not safe. */
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

	@Test
	void makesItForItsOwnerAlone(@TempDir Path directory) throws IOException {
		assumePosix(directory);
		Path data = directory.resolve("a/data");
		DataDirectory.prepare(data);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo("rwx------");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwxr-xr-x", "rwx--x--x", "rwx---r--", "rwxrwxrwx" })
	void warnsOfAnExistingOneThatOthersMayLookIntoAndLeavesItAsItIs(String rights, @TempDir Path directory,
			CapturedOutput output) throws IOException {
		Path data = existing(directory, rights);
		DataDirectory.prepare(data);
		assertThat(output).contains("WARN", "Other users of this machine may look into the data directory " + data,
				"chmod o-rwx " + data);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo(rights);
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwx------", "rwxrwx---" })
	void saysNothingOfAnExistingOneThatIsClosed(String rights, @TempDir Path directory, CapturedOutput output)
			throws IOException {
		DataDirectory.prepare(existing(directory, rights));
		assertThat(output).doesNotContain("Other users");
	}

	@Test
	void saysNothingOfAnOpenOneInAClosedDirectory(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path data = existing(directory, "rwxr-xr-x");
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
		DataDirectory.prepare(data);
		assertThat(output).doesNotContain("Other users");
	}

	/**
	 * A directory to which others have a way, if they have one to that for temporary
	 * files.
	 */
	private static Path existing(Path directory, String rights) throws IOException {
		assumePosix(directory);
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		assumeTrue(FilePermissions.isOpenToOthers(directory),
				"Others have no way to the temporary directory of this machine");
		Path data = Files.createDirectory(directory.resolve("data"));
		return Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(rights));
	}

	private static void assumePosix(Path directory) {
		assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
				"This machine has no POSIX permissions");
	}

	private static boolean isTmpfs(Path directory) throws IOException {
		return Files.getFileStore(directory).type().equals("tmpfs");
	}

}
