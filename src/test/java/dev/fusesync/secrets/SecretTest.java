package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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

	@ParameterizedTest
	@ValueSource(strings = { "\"", "'", "\"'", "'quoted at its beginning", "quoted at its end\"", "a 'quoted' word",
			"~", "!" })
	void anyOtherPrintableTextIsUsed(String text) {
		assertThat(Secret.valueOf(text).text()).isEqualTo(text);
	}

	static Stream<Arguments> faults() {
		return Stream.of(arguments("a\nb\u00e9", "contains a line break (is it wrapped base64, or a PEM text?)"),
				arguments(" a\u007f", "contains a character that cannot be sent in an HTTP header"),
				arguments("a\u2003", "contains a character that cannot be sent in an HTTP header"),
				arguments("a\u001f", "contains a character that cannot be sent in an HTTP header"),
				arguments(" \"a\"", "begins or ends with a blank, which would not be sent"),
				arguments("a ", "begins or ends with a blank, which would not be sent"),
				arguments("''", "is in quotes, which would be part of it"),
				arguments("\"" + "x".repeat(Secret.LONGEST) + "\"", "is in quotes, which would be part of it"),
				arguments("x".repeat(Secret.LONGEST + 1), "is longer than 8192 bytes"));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void theFirstOfItsFaultsIsNamed(String text, String fault) {
		assertThat(Secret.valueOf(text).fault()).contains(fault);
		assertThatThrownBy(Secret.valueOf(text)::text).isInstanceOf(IllegalStateException.class).hasMessage(fault);
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
