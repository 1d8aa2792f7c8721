package dev.fusesync.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gate that every body passes, against bodies that a fuzzer makes up, led by the code
 * that they reach. Usually it runs on the inputs that are kept in the resources;
 * {@code ./mvnw test -Pfuzz} has it make new ones.
 */
class WebhookGateFuzzTest {

	private static final ObjectMapper JSON = WebhookJson.mapper();

	private static Context engine;

	private static Value documented;

	@BeforeAll
	static void startJavaScript() throws IOException {
		engine = Context.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
		try (InputStream script = WebhookGateFuzzTest.class.getResourceAsStream("/documented-signature.js")) {
			documented = engine.eval("js", new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; canonical");
		}
	}

	@AfterAll
	static void stopJavaScript() {
		engine.close();
	}

	/**
	 * Whatever is accepted means the same to the documented JavaScript; what is not, is
	 * refused in the one way that the routes know.
	 */
	@FuzzTest(maxDuration = "10m")
	void acceptsOnlyWhatTheDocumentedAlgorithmSigns(byte[] body) throws IOException {
		byte[] canonical;
		try {
			Map<?, ?> parsed = JSON.readValue(body, Map.class);
			if (parsed == null) {
				return;
			}
			canonical = CanonicalJson.of(parsed);
		}
		catch (JsonProcessingException | WebhookRejectedException ex) {
			return;
		}
		String ours = new String(canonical, StandardCharsets.UTF_8);
		assertThat(ours).isEqualTo(documented.execute(new String(body, StandardCharsets.UTF_8)).asString());
		assertThat(CanonicalJson.of(JSON.readValue(canonical, Map.class))).isEqualTo(canonical);
	}

	/** Only one text is the signature, and nothing about another one throws. */
	@FuzzTest(maxDuration = "2m")
	void acceptsNoOtherSignature(byte[] signature) {
		byte[] canonical = "{}".getBytes(StandardCharsets.UTF_8);
		String text = new String(signature, StandardCharsets.UTF_8);
		assertThat(FuseSignature.matches(canonical, "key", text))
			.isEqualTo(FuseSignature.sign(canonical, "key").equals(text));
	}

}
