package dev.fusesync.sync;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CertificateExpiryTest {

	@Test
	void readsWhenTheCertificateInAPemEnds(@TempDir Path directory) throws Exception {
		Path store = directory.resolve("store");
		keytool("-genkeypair", "-alias", "teller", "-dname", "CN=teller", "-keyalg", "EC", "-validity", "20",
				"-keystore", store.toString(), "-storepass", "changeit");
		Path pem = directory.resolve("teller.pem");
		keytool("-exportcert", "-rfc", "-alias", "teller", "-keystore", store.toString(), "-storepass", "changeit",
				"-file", pem.toString());
		String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(pem));
		assertThat(CertificateExpiry.end(base64).orElseThrow()).isCloseTo(Instant.now().plus(20, ChronoUnit.DAYS),
				within(1, ChronoUnit.HOURS));
	}

	@ParameterizedTest
	@CsvSource({ "2026-01-17T11:59:59Z, 0", "2026-01-17T12:00:00Z, 1", "2026-01-29T11:59:59Z, 1",
			"2026-01-29T12:00:00Z, 2", "2026-02-01T00:00:00Z, 2" })
	void isToldTwiceBeforeItsEnd(Instant now, int subjects) {
		assertThat(CertificateExpiry.endsSoon("teller-certificate", Instant.parse("2026-01-31T12:00:00Z"), now))
			.hasSize(subjects)
			.allSatisfy((subject, present) -> assertThat(present.text())
				.isEqualTo("The certificate teller-certificate ends on 2026-01-31. Replace its file in time."));
	}

	@Test
	void saysNothingOfWhatIsNone() {
		assertThat(CertificateExpiry.end("no base64")).isEmpty();
		assertThat(CertificateExpiry.end("dGVzdA==")).isEmpty();
		assertThat(CertificateExpiry.end("")).isEmpty();
	}

	private static void keytool(String... arguments) throws Exception {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		String[] command = new String[arguments.length + 1];
		command[0] = keytool.toString();
		System.arraycopy(arguments, 0, command, 1, arguments.length);
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).isZero();
	}

}
