package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Which files with secrets the program warns of, and how. */
@ExtendWith(OutputCaptureExtension.class)
class SecretFilesTest {

	@TempDir
	Path directory;

	private final StandardEnvironment environment = new StandardEnvironment();

	@BeforeEach
	void openTheWayToIt() throws IOException {
		assumeTrue(this.directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
				"This machine has no POSIX permissions");
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		assumeTrue(FilePermissions.isOpenToOthers(this.directory) && FilePermissions.memory(this.directory).isEmpty(),
				"Others have no way to the temporary directory of this machine, or it is in memory");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fuse.sync.credentials.plaid-secret", "fuse.verification.previous-api-key",
			"spring.security.user.password", "fuse.notices.url" })
	void warnsOfAFileThatOthersMayRead(String key, CapturedOutput output) throws IOException {
		Path file = secret("secret", "rw-r--r--");
		set(key, "file:" + file);
		assertThat(warnings(output)).containsExactly("Other users of this machine may read the secret in " + file
				+ ". Close it to them: chmod o-rwx " + file);
		assertThat(output).contains("WARN").doesNotContain("never-show-this");
	}

	@Test
	void warnsOfLoginsThatOthersMayRead(CapturedOutput output) throws IOException {
		Path file = secret("logins", "rw-r--r--");
		set("fuse.management.logins", file.toString());
		assertThat(warnings(output)).singleElement().asString().contains("may read the secret in " + file);
	}

	@Test
	void warnsOnceOfAFileThatTwoSettingsName(CapturedOutput output) throws IOException {
		Path file = secret("secret", "rw----r--");
		set("fuse.sync.credentials.fuse-api-key", "file:" + file);
		set("fuse.verification.api-key", "file:" + file);
		assertThat(warnings(output)).hasSize(1);
	}

	@Test
	void warnsOnceOfAllFilesInTheMountedDirectory(CapturedOutput output) throws IOException {
		secret("PLAID_SECRET", "rw-r--r--");
		secret("PLAID_CLIENT_ID", "rw-r--r--");
		secret("MX_API_KEY", "rw-r-----");
		this.environment.getPropertySources().addFirst(new ConfigTreePropertySource("secrets", this.directory));
		set("fuse.sync.credentials.plaid-secret", "file:" + this.directory.resolve("PLAID_SECRET"));
		assertThat(warnings(output)).containsExactly("Other users of this machine may read 2 of the secrets in "
				+ this.directory + ". Close it to them: chmod o-rwx " + this.directory);
	}

	@Test
	void followsSymbolicLinks(CapturedOutput output) throws IOException {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), secret("secret", "rw-------"));
		set("fuse.sync.credentials.plaid-secret", "file:" + link);
		assertThat(warnings(output)).isEmpty();
		Files.setPosixFilePermissions(link.toRealPath(), PosixFilePermissions.fromString("rw----r--"));
		assertThat(warnings(output)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-------", "rw-r-----", "r--r-----" })
	void saysNothingOfAClosedFile(String rights, CapturedOutput output) throws IOException {
		set("fuse.sync.credentials.plaid-secret", "file:" + secret("secret", rights));
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void saysNothingOfAnOpenFileInAClosedDirectory(CapturedOutput output) throws IOException {
		set("fuse.sync.credentials.plaid-secret", "file:" + secret("secret", "rw-r--r--"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwx------"));
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void saysNothingOfAMountInMemory(CapturedOutput output) throws IOException {
		Path memory = Path.of("/dev/shm");
		assumeTrue(Files.isWritable(memory) && FilePermissions.memory(memory).isPresent(), "No /dev/shm in memory");
		Path file = Files.writeString(Files.createTempFile(memory, "fuse-sync", ""), "never-show-this");
		try {
			Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
			assertThat(FilePermissions.isOpenToOthers(file)).isTrue();
			set("fuse.sync.credentials.plaid-secret", "file:" + file);
			assertThat(warnings(output)).isEmpty();
		}
		finally {
			Files.delete(file);
		}
	}

	@Test
	void saysNothingOfASecretThatIsNoFile(CapturedOutput output) {
		set("fuse.sync.credentials.plaid-secret", "never-show-this");
		set("fuse.sync.credentials.mx-api-key", "file:/nowhere/secret");
		assertThat(warnings(output)).isEmpty();
	}

	private Path secret(String name, String rights) throws IOException {
		Path file = Files.writeString(this.directory.resolve(name), "never-show-this");
		return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
	}

	private void set(String key, String value) {
		this.environment.getPropertySources().addFirst(new MapPropertySource(key, Map.of(key, value)));
	}

	private List<String> warnings(CapturedOutput output) {
		new SecretFiles(this.environment).warnOfOpenFiles();
		return output.toString()
			.lines()
			.filter((line) -> line.contains("Other users"))
			.map((line) -> line.substring(line.indexOf("Other users")))
			.toList();
	}

}
