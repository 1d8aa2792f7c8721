package dev.fusesync.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Bodies signed by the documented algorithm in Node.js. */
record Vectors(String about, String key, List<Vector> vectors) {

	record Vector(String name, String body, String canonical, String signature) {

		byte[] bytes() {
			return this.body.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	static Vectors load() {
		try (InputStream file = Vectors.class.getResourceAsStream("/vectors/signatures.json")) {
			return new ObjectMapper().readValue(file, Vectors.class);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static byte[] flip(byte[] bytes, int bit) {
		byte[] flipped = Arrays.copyOf(bytes, bytes.length);
		flipped[bit / 8] ^= (byte) (1 << bit % 8);
		return flipped;
	}

}
