package dev.fusesync.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

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

	private static final String[] NAMES = { "", "type", "remote_data", "a", "b", "constructor", "toString",
			"hasOwnProperty", "length", "0", "1", "2", "10", "01", "-0", "-1", "1.5", "4294967294", "4294967295",
			"999999999999", "\u00e9", "\ud83d\ude00", "\uff61", " ", "__proto", "prototype" };

	private final long seed = Long.getLong("fuse-sync.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	@Test
	void theDocumentedJavaScriptGivesTheSame() throws IOException {
		ObjectMapper json = WebhookJson.mapper();
		try (Context engine = Context.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build()) {
			Value documented = engine.eval("js", script() + "; canonical");
			for (int i = 0; i < DOCUMENTS; i++) {
				String body = object(0);
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

	private String value(int depth) {
		return switch (this.random.nextInt((depth < 5) ? 9 : 7)) {
			case 0 -> "true";
			case 1 -> "false";
			case 2 -> "null";
			case 3, 4 -> number();
			case 5, 6 -> string();
			case 7 -> array(depth);
			default -> object(depth);
		};
	}

	private String object(int depth) {
		Set<String> names = new LinkedHashSet<>();
		for (int i = this.random.nextInt(6); i > 0; i--) {
			names.add(this.random.nextBoolean() ? NAMES[this.random.nextInt(NAMES.length)] : text());
		}
		StringBuilder object = new StringBuilder("{" + space());
		String separator = "";
		for (String name : names) {
			object.append(separator).append(quote(name)).append(space()).append(':').append(space());
			object.append(value(depth + 1)).append(space());
			separator = "," + space();
		}
		return object.append('}').toString();
	}

	private String array(int depth) {
		StringBuilder array = new StringBuilder("[" + space());
		String separator = "";
		for (int i = this.random.nextInt(4); i > 0; i--) {
			array.append(separator).append(value(depth + 1)).append(space());
			separator = ",";
		}
		return array.append(']').toString();
	}

	private String number() {
		String sign = this.random.nextBoolean() ? "-" : "";
		return switch (this.random.nextInt(8)) {
			case 0 -> sign + this.random.nextInt(100);
			case 1 -> Long.toString(this.random.nextLong());
			case 2 -> sign + (1 + this.random.nextInt(9)) + digits(this.random.nextInt(400));
			case 3 -> sign + "0." + digits(1 + this.random.nextInt(30));
			case 4 -> sign + this.random.nextInt(10) + "." + digits(3) + exponent(400);
			case 5 -> sign + this.random.nextInt(10) + exponent(25);
			case 6 -> sign + "0" + (this.random.nextBoolean() ? ".000" : "e5");
			default -> anyDouble();
		};
	}

	private String anyDouble() {
		double number = Double.longBitsToDouble(this.random.nextLong());
		return Double.isFinite(number) ? Double.toString(number) : "0";
	}

	private String exponent(int range) {
		String[] signs = { "", "+", "-" };
		return (this.random.nextBoolean() ? "e" : "E") + signs[this.random.nextInt(3)] + this.random.nextInt(range);
	}

	private String digits(int count) {
		return this.random.ints(count, '0', '9' + 1)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private String string() {
		return quote(text());
	}

	/** Mostly plain, now and then anything that UTF-16 can hold. */
	private String text() {
		StringBuilder text = new StringBuilder();
		for (int i = this.random.nextInt(8); i > 0; i--) {
			text.append((char) switch (this.random.nextInt(6)) {
				case 0 -> this.random.nextInt(0x20);
				case 1 -> 0xd800 + this.random.nextInt(0x800);
				case 2 -> this.random.nextInt(0x10000);
				case 3 -> "\"\\/\u007f\u2028\u2029\ufeff".charAt(this.random.nextInt(7));
				default -> 'a' + this.random.nextInt(26);
			});
		}
		return text.toString();
	}

	/** In one of its spellings: whatever may stand for itself does so, or not. */
	private String quote(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			boolean must = c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c);
			if (must || this.random.nextInt(8) == 0) {
				String hex = "%04x".formatted((int) c);
				quoted.append("\\u").append(this.random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
			}
			else {
				quoted.append(c);
			}
		}
		return quoted.append('"').toString();
	}

	private String space() {
		String[] spaces = { "", "", " ", "\n", "\t\r\n" };
		return spaces[this.random.nextInt(spaces.length)];
	}

}
