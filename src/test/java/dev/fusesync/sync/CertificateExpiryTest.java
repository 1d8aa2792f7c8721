package dev.fusesync.sync;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
