package dev.fusesync.management.login;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who may log in by a file of logins. */
@ExtendWith(OutputCaptureExtension.class)
class LoginFileTest {

	/** As {@code htpasswd -nBC 10} prints it. */
	private static final String HASH = "$2y$10$" + new BCryptPasswordEncoder(10).encode("right").substring(7);

	private final SecurityProperties properties = new SecurityProperties();

	@TempDir
	Path directory;

	@Test
	void hasAnOperatorAndAViewer() throws IOException {
		Logins logins = logins("# who", "", "anna:" + HASH + ":operator", "  vera:" + HASH + ":viewer  ");
		assertThat(authority(logins, "anna")).isEqualTo("ROLE_OPERATOR");
		assertThat(authority(logins, "vera")).isEqualTo("ROLE_VIEWER");
		assertThat(logins.loadUserByUsername("anna").getPassword()).isEqualTo("{bcrypt}" + HASH);
		assertThat(new BCryptPasswordEncoder().matches("right", HASH)).isTrue();
	}

	@Test
	void makesNoRandomUserBesidesTheFile(CapturedOutput output) throws IOException {
		Logins logins = logins("anna:" + HASH + ":operator");
		assertThatExceptionOfType(UsernameNotFoundException.class).isThrownBy(() -> logins.loadUserByUsername("user"));
		assertThat(output).doesNotContain("with the password");
	}

	@Test
	void keepsTheUserOfTheSettings() throws IOException {
		this.properties.getUser().setPassword("set");
		Logins logins = logins("vera:" + HASH + ":viewer");
		assertThat(authority(logins, "user")).isEqualTo("ROLE_OPERATOR");
		assertThat(authority(logins, "vera")).isEqualTo("ROLE_VIEWER");
	}

	@Test
	void aNameWithoutAPasswordIsForAProxyOnly() throws IOException {
		Logins logins = logins("anna:" + HASH + ":operator", "olaf@example.org:-:operator");
		assertThatExceptionOfType(UsernameNotFoundException.class)
			.isThrownBy(() -> logins.loadUserByUsername("olaf@example.org"));
		assertThat(logins.roleBehindAProxy("olaf@example.org")).isEqualTo(Role.OPERATOR);
		assertThat(logins.roleBehindAProxy("user")).isEqualTo(Role.VIEWER);
	}

	@Test
	void readsTheFileAgainWhenItHasChanged() throws IOException {
		Logins logins = logins("anna:" + HASH + ":operator");
		replace("anna:" + HASH + ":viewer", "olaf:" + HASH + ":operator");
		assertThat(authority(logins, "anna")).isEqualTo("ROLE_VIEWER");
		assertThat(authority(logins, "olaf")).isEqualTo("ROLE_OPERATOR");
	}

	@Test
	void keepsTheLastGoodContentAndSaysSoOnce(CapturedOutput output) throws IOException {
		Logins logins = logins("anna:" + HASH + ":operator");
		replace("anna:secret:operator");
		for (int i = 0; i < 3; i++) {
			assertThat(authority(logins, "anna")).isEqualTo("ROLE_OPERATOR");
		}
		assertThat(output.toString().split("stay as they were", -1)).hasSize(2);
		assertThat(output).contains("Line 1 of fuse.management.logins has a hash that is not bcrypt's")
			.doesNotContain("secret");
		Files.delete(file());
		assertThat(authority(logins, "anna")).isEqualTo("ROLE_OPERATOR");
		assertThat(output).contains("names a file that cannot be read");
	}

	@ParameterizedTest
	@CsvSource({ "anna, Line 1 of fuse.management.logins is not name:hash:role.",
			"HASH:operator, is not name:hash:role.", ":HASH:operator, is not name:hash:role.",
			"anna:HASH:operator:more, is not name:hash:role.",
			"anna:$apr1$x$y:operator, has a hash that is not bcrypt's of cost 10 to 14: make one with htpasswd -nBC 10.",
			"anna::operator, has a hash that is not bcrypt's",
			"anna:HASH:admin, has a role other than operator and viewer.", "anna:HASH:Operator, has a role other than",
			"user:HASH:operator, has the name of spring.security.user.name too",
			"anna:HASH:operator/anna:HASH:viewer, Line 2 of fuse.management.logins has a name that another line has." })
	void doesNotStartWith(String lines, String sentence) {
		this.properties.getUser().setPassword("set");
		assertThatExceptionOfType(SettingsException.class)
			.isThrownBy(() -> logins(lines.replace("HASH", HASH).split("/(?=anna)")))
			.withMessageContaining(sentence)
			.satisfies((fault) -> assertThat(fault.getMessage() + fault.action()).doesNotContain(HASH));
	}

	@Test
	void doesNotStartIfNobodyCouldDecide() {
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> logins("vera:" + HASH + ":viewer"))
			.withMessageContaining("nobody could decide anything");
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> logins("# nobody"))
			.withMessageContaining("nobody could decide anything");
	}

	@Test
	void doesNotStartWithAFileThatIsMissingOrNoText() throws IOException {
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> new Logins(this.properties, settings()))
			.withMessage("fuse.management.logins names a file that cannot be read.");
		Files.write(file(), "jörg:x:viewer".getBytes(StandardCharsets.ISO_8859_1));
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> new Logins(this.properties, settings()))
			.withMessage("fuse.management.logins names a file that is not UTF-8.");
	}

	private static String authority(Logins logins, String name) {
		return logins.loadUserByUsername(name).getAuthorities().iterator().next().getAuthority();
	}

	private Logins logins(String... lines) throws IOException {
		Files.writeString(file(), String.join("\n", lines));
		return new Logins(this.properties, settings());
	}

	private ManagementSettings settings() {
		return new ManagementSettings(List.of(), file().toString(), "");
	}

	/** Another file in its place, as an editor and Kubernetes do. */
	private void replace(String... lines) throws IOException {
		Path other = Files.writeString(this.directory.resolve("other"), String.join("\n", lines));
		Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
	}

	private Path file() {
		return this.directory.resolve("logins");
	}

}
