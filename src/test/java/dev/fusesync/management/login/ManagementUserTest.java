package dev.fusesync.management.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ManagementUserTest {

	private static final String PASSWORD = "{never}show-this";

	private final SecurityProperties properties = new SecurityProperties();

	@TempDir
	Path directory;

	@Test
	void takesThePasswordAsItStandsAndDoesNotLogIt(CapturedOutput output) {
		assertThat(logsIn(PASSWORD, PASSWORD)).isTrue();
		assertThat(logsIn(PASSWORD, "another")).isFalse();
		assertThat(output).doesNotContain("show-this");
	}

	@Test
	void takesAHash() {
		String hash = new BCryptPasswordEncoder(4).encode(PASSWORD);
		assertThat(logsIn("{bcrypt}" + hash, PASSWORD)).isTrue();
		assertThat(logsIn("{bcrypt}" + hash, "{bcrypt}" + hash)).isFalse();
	}

	@Test
	void readsAFileAtEveryLogin() throws IOException {
		Path file = Files.writeString(this.directory.resolve("password"), "first\n");
		this.properties.getUser().setPassword("file:" + file);
		ManagementUser user = new ManagementUser(this.properties);
		assertThat(logsIn(user, "first")).isTrue();
		Files.writeString(file, "second\n");
		assertThat(logsIn(user, "second")).isTrue();
		assertThat(logsIn(user, "first")).isFalse();
	}

	@Test
	void doesNotStartWithoutItsFile() {
		this.properties.getUser().setPassword("file:" + this.directory.resolve("missing"));
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> new ManagementUser(this.properties))
			.withMessageContaining("SPRING_SECURITY_USER_PASSWORD names a file that cannot be read");
	}

	@Test
	void showsARandomOneIfNoneIsSet(CapturedOutput output) {
		this.properties.getUser().setPassword("");
		ManagementUser user = new ManagementUser(this.properties);
		String shown = output.toString().split("as user with the password ")[1].split(";")[0];
		assertThat(shown).hasSizeGreaterThan(30);
		assertThat(logsIn(user, shown)).isTrue();
	}

	private boolean logsIn(String setting, String password) {
		this.properties.getUser().setPassword(setting);
		return logsIn(new ManagementUser(this.properties), password);
	}

	private static boolean logsIn(ManagementUser user, String password) {
		try {
			return new DaoAuthenticationProvider((name) -> user.details())
				.authenticate(UsernamePasswordAuthenticationToken.unauthenticated("user", password))
				.isAuthenticated();
		}
		catch (BadCredentialsException ex) {
			return false;
		}
	}

}
