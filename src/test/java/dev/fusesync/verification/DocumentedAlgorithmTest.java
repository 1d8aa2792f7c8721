package dev.fusesync.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our canonical form against the documented JavaScript, run by a JavaScript engine, on
 * random documents. The seed is printed; {@code -Dfuse-sync.seed=} repeats a run.
 */
class DocumentedAlgorithmTest {

	private static final Logger LOG = LoggerFactory.getLogger(DocumentedAlgorithmTest.class);

	private static final int DOCUMENTS = 10_000;

	private final long seed = Long.getLong("fuse-sync.seed", System.nanoTime());

	@Test
	void theDocumentedJavaScriptGivesTheSame() throws IOException {
		ObjectMapper json = WebhookJson.mapper();
		RandomJson random = new RandomJson(new SplittableRandom(this.seed));
		try (Context engine = Context.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build()) {
			Value documented = engine.eval("js", script() + "; canonical");
			for (int i = 0; i < DOCUMENTS; i++) {
				String body = random.next();
				byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
				String ours = new String(CanonicalJson.of(json.readValue(bytes, Map.class)), StandardCharsets.UTF_8);
				assertThat(ours).as("seed %d, document %d: %s", this.seed, i, body)
					.isEqualTo(documented.execute(body).asString());
			}
		}
		LOG.info("{} documents, no difference, seed {}", DOCUMENTS, this.seed);
	}

	private static String script() throws IOException {
		try (InputStream script = DocumentedAlgorithmTest.class.getResourceAsStream("/documented-signature.js")) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
