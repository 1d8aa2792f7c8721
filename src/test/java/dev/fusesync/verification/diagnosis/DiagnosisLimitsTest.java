package dev.fusesync.verification.diagnosis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import dev.fusesync.verification.ApiKey;
import dev.fusesync.verification.FuseSignature;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Bodies that somebody made to be expensive. */
class DiagnosisLimitsTest {

	private static final List<ApiKey> KEYS = List.of(new ApiKey(ApiKey.CURRENT, "the-key"));

	@Test
	void doesNotUnpackWithoutLimit() throws IOException {
		byte[] large = ("{\"a\":\"" + "x".repeat(3_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream packed = new ByteArrayOutputStream();
		try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
			packing.write(large);
		}
		assertThat(Diagnosis.of(packed.toByteArray(), FuseSignature.ofBody(large, "the-key"), KEYS).findings())
			.extracting(Finding::cause)
			.containsExactly(Cause.JSON_INVALID);
	}

	@Test
	void examinesWhatIsNestedDeeply() {
		byte[] deep = ("{\"a\":" + "[".repeat(1_020) + "]".repeat(1_020) + "}").getBytes(StandardCharsets.UTF_8);
		assertThat(Diagnosis.of(deep, FuseSignature.ofBody(deep, "the-key"), KEYS).isAccepted()).isTrue();
		assertThat(Diagnosis.of(deep, FuseSignature.ofBody(deep, "another"), KEYS).findings()).isEmpty();
	}

}
