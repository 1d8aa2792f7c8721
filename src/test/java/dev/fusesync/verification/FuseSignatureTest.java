package dev.fusesync.verification;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.verification.Vectors.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FuseSignatureTest {

	private static final Vectors VECTORS = Vectors.load();

	private static final ObjectMapper JSON = WebhookJson.mapper();

	static List<Vector> vectors() {
		return VECTORS.vectors();
	}

	@Test
	void thereAreAllVectors() {
		assertThat(vectors()).hasSize(184);
	}

	@ParameterizedTest
	@MethodSource("vectors")
	void signsAsFuseDoes(Vector vector) throws IOException {
		byte[] canonical = canonical(vector.bytes());
		assertThat(new String(canonical, StandardCharsets.UTF_8)).isEqualTo(vector.canonical());
		assertThat(FuseSignature.sign(canonical, VECTORS.key())).isEqualTo(vector.signature());
		assertThat(FuseSignature.matches(canonical, VECTORS.key(), vector.signature())).isTrue();
	}

	@ParameterizedTest
	@MethodSource("vectors")
	void refusesASignatureWithOneBitChanged(Vector vector) throws IOException {
		byte[] canonical = canonical(vector.bytes());
		byte[] signature = vector.signature().getBytes(StandardCharsets.UTF_8);
		for (int bit = 0; bit < signature.length * 8; bit++) {
			String flipped = new String(Vectors.flip(signature, bit), StandardCharsets.ISO_8859_1);
			assertThat(FuseSignature.matches(canonical, VECTORS.key(), flipped)).isFalse();
		}
	}

	/**
	 * One bit of white space, or of an exponent's e, may change without changing the
	 * meaning.
	 */
	@ParameterizedTest
	@MethodSource("vectors")
	void refusesABodyWithOneBitChangedUnlessItMeansTheSame(Vector vector) {
		byte[] body = vector.bytes();
		byte[] signed = vector.canonical().getBytes(StandardCharsets.UTF_8);
		int refused = 0;
		// Of a long body, every so many bits; an odd number, so that all bits of a byte
		// have their turn.
		int step = 1 + body.length / 256 * 2;
		for (int bit = 0; bit < body.length * 8; bit += step) {
			byte[] canonical;
			try {
				canonical = canonical(Vectors.flip(body, bit));
			}
			catch (IOException | WebhookRejectedException ex) {
				refused++;
				continue;
			}
			boolean accepted = FuseSignature.matches(canonical, VECTORS.key(), vector.signature());
			assertThat(accepted).isEqualTo(Arrays.equals(canonical, signed));
			refused += accepted ? 0 : 1;
		}
		assertThat(refused).isGreaterThan(body.length / step);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU",
			"JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU= ", "JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU==",
			"JAVx3DhB7rxpBqG9_rZD_vs8khXfwTe_LGLvY87kqVU=", "JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVV=",
			"JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=, JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=",
			"ＪAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=", "\ud800" })
	void refusesOtherSpellingsOfTheSignature(String spelling) throws IOException {
		Vector vector = vectors().get(0);
		assertThat(vector.signature()).isEqualTo("JAVx3DhB7rxpBqG9/rZD/vs8khXfwTe/LGLvY87kqVU=");
		assertThat(FuseSignature.matches(canonical(vector.bytes()), VECTORS.key(), spelling)).isFalse();
	}

	@Test
	void refusesAnotherKey() throws IOException {
		Vector vector = vectors().get(0);
		assertThat(FuseSignature.matches(canonical(vector.bytes()), VECTORS.key() + "x", vector.signature())).isFalse();
	}

	private static byte[] canonical(byte[] body) throws JsonProcessingException, IOException {
		return CanonicalJson.of(JSON.readValue(body, Map.class));
	}

}
