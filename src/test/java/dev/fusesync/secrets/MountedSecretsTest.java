package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.support.MountedVolume;
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

/** Secrets in a directory as Kubernetes mounts them. */
class MountedSecretsTest {

	@TempDir
	Path mount;

	private MountedVolume volume;

	private final StandardEnvironment environment = new StandardEnvironment();

	@BeforeEach
	void mountSecrets() throws IOException {
		this.volume = new MountedVolume(this.mount);
		this.volume.set(secrets("first"));
		set("settings", Map.of("fuse.sync.credentials.plaid-secret", "${PLAID_SECRET:}", "fuse.sync.base-path",
				"${FUSE_BASE_PATH:}", "fuse.sync.credentials.mx-api-key", "${MX_API_KEY:}"));
	}

	@Test
	void areReadAtEveryUse() throws IOException {
		read();
		Secret secret = Secret.valueOf(this.environment.getProperty("fuse.sync.credentials.plaid-secret"));
		assertThat(secret.text()).isEqualTo("first");
		Path before = secret.place().orElseThrow();
		this.volume.set(secrets("second"));
		assertThat(secret.text()).isEqualTo("second");
		assertThat(secret.place()).hasValueSatisfying((place) -> assertThat(place).isNotEqualTo(before));
	}

	/** A key is rolled while the program runs. */
	@Test
	void mayGetAPreviousKeyLater() throws IOException {
		Files.writeString(this.mount.resolve("FUSE_API_KEY"), "new\n");
		set("settings", Map.of("fuse.verification.api-key", "${FUSE_API_KEY:}", "fuse.verification.previous-api-key",
				"${FUSE_API_KEY_PREVIOUS:}"));
		read();
		Secret previous = Secret.valueOf(this.environment.getProperty("fuse.verification.previous-api-key"));
		assertThat(previous.isSet()).isFalse();
		Path file = Files.writeString(this.mount.resolve("FUSE_API_KEY_PREVIOUS"), "\n");
		assertThat(previous.isSet()).as("blank").isFalse();
		Files.writeString(file, "old\n");
		assertThat(previous.isSet()).isTrue();
		assertThat(previous.text()).isEqualTo("old");
		Files.delete(file);
		assertThat(previous.isSet()).isFalse();
		assertThat(previous.toString()).isEmpty();
		Files.createDirectory(file);
		assertThat(previous.isSet()).as("what Docker makes of a file that is not there").isFalse();
	}

	@Test
	void haveTheirPreviousKeyWhereASettingSays() throws IOException {
		Files.writeString(this.mount.resolve("FUSE_API_KEY"), "new\n");
		Files.writeString(this.mount.resolve("FUSE_API_KEY_PREVIOUS"), "file:/elsewhere/key\n");
		read();
		assertThat(this.environment.getProperty("FUSE_API_KEY_PREVIOUS")).isEqualTo("file:/elsewhere/key");
	}

	@Test
	void hideNoPreviousKeyOfAnotherSource() throws IOException {
		Files.writeString(this.mount.resolve("FUSE_API_KEY"), "new\n");
		set("settings", Map.of("fuse.verification.api-key", "${FUSE_API_KEY:}"));
		read(() -> this.environment.getPropertySources()
			.addLast(new MapPropertySource("file", Map.of("FUSE_API_KEY_PREVIOUS", "old"))));
		assertThat(this.environment.getProperty("FUSE_API_KEY_PREVIOUS")).isEqualTo("old");
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
		read(() -> {
		});
	}

	private void read(Runnable more) {
		this.environment.getPropertySources()
			.addLast(new ConfigTreePropertySource("mount", this.mount,
					ConfigTreePropertySource.Option.AUTO_TRIM_TRAILING_NEW_LINE));
		more.run();
		new MountedSecrets().postProcessEnvironment(this.environment, null);
	}

	private void set(String name, Map<String, Object> settings) {
		this.environment.getPropertySources().addFirst(new MapPropertySource(name, settings));
	}

	private static Map<String, String> secrets(String secret) {
		return Map.of("PLAID_SECRET", secret + "\n", "FUSE_BASE_PATH", "https://" + secret, "MX_API_KEY", "\n");
	}

}
