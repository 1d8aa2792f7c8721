package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Secrets in a directory as Kubernetes mounts them: links through {@code ..data}. */
class MountedSecretsTest {

	@TempDir
	Path mount;

	private final StandardEnvironment environment = new StandardEnvironment();

	@BeforeEach
	void mountSecrets() throws IOException {
		generation("..1", "first");
		Files.createSymbolicLink(this.mount.resolve("..data"), Path.of("..1"));
		for (String name : new String[] { "PLAID_SECRET", "FUSE_BASE_PATH", "MX_API_KEY" }) {
			Files.createSymbolicLink(this.mount.resolve(name), Path.of("..data", name));
		}
		set("settings", Map.of("fuse.sync.credentials.plaid-secret", "${PLAID_SECRET:}", "fuse.sync.base-path",
				"${FUSE_BASE_PATH:}", "fuse.sync.credentials.mx-api-key", "${MX_API_KEY:}"));
	}

	@Test
	void areReadAtEveryUse() throws IOException {
		read();
		Secret secret = Secret.valueOf(this.environment.getProperty("fuse.sync.credentials.plaid-secret"));
		assertThat(secret.text()).isEqualTo("first");
		Path before = secret.place().orElseThrow();
		swapTo("..2", "second");
		assertThat(secret.text()).isEqualTo("second");
		assertThat(secret.place()).hasValueSatisfying((place) -> assertThat(place).isNotEqualTo(before));
	}

	@Test
	void leaveWhatIsNoSecretAndWhatIsBlankAsTheyAre() {
		read();
		assertThat(this.environment.getProperty("fuse.sync.base-path")).isEqualTo("https://first");
		assertThat(Secret.valueOf(this.environment.getProperty("fuse.sync.credentials.mx-api-key")).isSet()).isFalse();
	}

	@Test
	void areOverriddenByVariablesAsBefore() {
		read();
		set("environment", Map.of("PLAID_SECRET", "of the environment"));
		assertThat(this.environment.getProperty("fuse.sync.credentials.plaid-secret")).isEqualTo("of the environment");
	}

	@Test
	void mayHaveTheNameOfTheSettingAndReferToAFile() throws IOException {
		Files.writeString(this.mount.resolve("fuse.sync.credentials.acme-token"), "token\n");
		Files.writeString(this.mount.resolve("fuse.sync.credentials.acme-key"), "file:/elsewhere/key\n");
		read();
		assertThat(Secret.valueOf(this.environment.getProperty("fuse.sync.credentials.acme-token")).file()).isPresent();
		assertThat(this.environment.getProperty("fuse.sync.credentials.acme-key")).isEqualTo("file:/elsewhere/key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "/run/secretz", "pom.xml" })
	void stopTheStartIfTheirDirectoryDoesNotExist(String directory) {
		set("environment", Map.of("FUSE_SECRETS_DIRECTORY", directory));
		assertThatThrownBy(() -> new SecretsDirectory().postProcessEnvironment(this.environment, null))
			.isInstanceOf(SettingsException.class)
			.hasMessage("FUSE_SECRETS_DIRECTORY is not a directory that can be read.");
	}

	@Test
	void needNoDirectoryUnlessOneIsSet() {
		assertThatCode(() -> new SecretsDirectory().postProcessEnvironment(this.environment, null))
			.doesNotThrowAnyException();
		set("environment", Map.of("FUSE_SECRETS_DIRECTORY", this.mount.toString()));
		assertThatCode(() -> new SecretsDirectory().postProcessEnvironment(this.environment, null))
			.doesNotThrowAnyException();
	}

	private void read() {
		this.environment.getPropertySources()
			.addLast(new ConfigTreePropertySource("mount", this.mount,
					ConfigTreePropertySource.Option.AUTO_TRIM_TRAILING_NEW_LINE));
		new MountedSecrets().postProcessEnvironment(this.environment, null);
	}

	private void set(String name, Map<String, Object> settings) {
		this.environment.getPropertySources().addFirst(new MapPropertySource(name, settings));
	}

	private void generation(String name, String secret) throws IOException {
		Path directory = Files.createDirectory(this.mount.resolve(name));
		Files.writeString(directory.resolve("PLAID_SECRET"), secret + "\n");
		Files.writeString(directory.resolve("FUSE_BASE_PATH"), "https://" + secret);
		Files.writeString(directory.resolve("MX_API_KEY"), "\n");
	}

	/** As the kubelet does: a new link replaces the old one at once. */
	private void swapTo(String name, String secret) throws IOException {
		generation(name, secret);
		Path link = Files.createSymbolicLink(this.mount.resolve("..tmp"), Path.of(name));
		Files.move(link, this.mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
	}

}
