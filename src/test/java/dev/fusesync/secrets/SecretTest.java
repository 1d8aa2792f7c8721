package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretTest {

	@TempDir
	Path directory;

	@Test
	void isTheTextItself() {
		assertThat(Secret.valueOf("a secret").text()).isEqualTo("a secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n" })
	void blankIsNotSet(String blank) {
		assertThat(Secret.valueOf(blank).isSet()).isFalse();
	}

	@Test
	void readsItsFileAnewEachTimeWithoutTheLastLineBreak() throws IOException {
		Path file = Files.writeString(this.directory.resolve("secret"), "first\n");
		Secret secret = Secret.valueOf("file:" + file);
		assertThat(secret.text()).isEqualTo("first");
		Files.writeString(file, "second\r\n");
		assertThat(secret.text()).isEqualTo("second");
	}

	@Test
	void sendsAPemFileAsBase64OnOneLine() throws IOException {
		String pem = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQ".repeat(300) + "\n-----END PRIVATE KEY-----\n";
		Secret secret = Secret.valueOf("file:" + Files.writeString(this.directory.resolve("key.pem"), pem));
		assertThat(secret.text()).isEqualTo(Base64.getEncoder().encodeToString(pem.getBytes())).doesNotContain("\n");
		assertThat(secret.fault()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "never-show-this\nwrapped", "never-show-this\r", "never-show-this\u0000",
			"never-show-this\u00e9", "never-show-this\u007f", "file:/nowhere/secret", " never-show-this",
			"never-show-this ", "\"never-show-this\"", "'never-show-this'" })
	void unusableTextsAreFaultsThatQuoteNothing(String text) {
		Secret secret = Secret.valueOf(text);
		assertThat(secret.fault()).hasValueSatisfying((fault) -> assertThat(fault).doesNotContain("never-show-this"));
		assertThatThrownBy(secret::text).hasMessageNotContaining("never-show-this");
	}

	@Test
	void fitsAHeader() {
		assertThat(Secret.valueOf("x".repeat(Secret.LONGEST)).fault()).isEmpty();
		assertThat(Secret.valueOf("x".repeat(Secret.LONGEST + 1)).fault()).isPresent();
	}

	@Test
	void anEmptyFileIsAFault() throws IOException {
		Secret secret = Secret.valueOf("file:" + Files.writeString(this.directory.resolve("empty"), "\n"));
		assertThat(secret.fault()).contains("is empty");
	}

	@Test
	void neverShowsItsText() {
		assertThat(Secret.valueOf("never-show-this")).hasToString("******");
	}

}
