package dev.fusesync.verification;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WebhookJsonTest {

	private static final ObjectMapper JSON = WebhookJson.mapper();

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[]", "7", "\"a\"", "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}",
			"{\"a\":{\"b\":1,\"b\":1}}", "[{\"b\":1,\"b\":1}]", "{}{}", "{} 1", "{}x", "{},", "{\"a\":1,}", "{a:1}",
			"{'a':1}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":5.}",
			"{\"a\":- 1}", "{\"a\":1e}", "{\"a\":0x1}", "{\"a\":\"\u0001\"}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}",
			"{\"a\":\"\\u12g4\"}", "{/**/}", "{}//", "{\"a\":tru}", "{\"a\":\"", "{\"a\"}", "\u00a0{}", "\ufeff{}",
			"{\"a\":1\u000b}", "{\"a\":1\u0000}" })
	void refusesWhatIsNotOneUnambiguousObject(String body) {
		assertThatThrownBy(() -> read(body.getBytes(StandardCharsets.UTF_8)))
			.isInstanceOf(JsonProcessingException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "7B2261223A22E9227D", "7B2261223A22C0AF227D", "7B2261223A22EDA080227D",
			"7B2261223A22F4908080227D", "7B2261223A22C3227D", "7B2261223A2280227D", "EFBBBF7B7D", "7B007D00",
			"007B007D", "FEFF007B007D", "FFFE7B007D00", "0000007B0000007D", "7B0000007D000000",
			"7B2261223A22F888808080227D" })
	void refusesWhatIsNotUtf8(String hex) {
		assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex))).isInstanceOf(JsonProcessingException.class);
	}

	/** The lowest eight bits of these digits are those of an ASCII digit. */
	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":\"\\u003\u0138\"}", "{\"a\":\"\\\\\\u\u8038000\"}", "{\"\\u0\u014100\":1}",
			"{\"a\":\"\\u003\uff18\"}", "{\"a\":\"\\u003\u0668\"}" })
	void refusesEscapesWhoseDigitsAreNotAscii(String body) {
		assertThatThrownBy(() -> read(body.getBytes(StandardCharsets.UTF_8)))
			.isInstanceOf(JsonProcessingException.class);
	}

	@Test
	void readsStreamsAndPartsTheSameWay() throws IOException {
		byte[] body = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.UTF_8);
		assertThat((Object) JSON.readValue(new ByteArrayInputStream(body), Map.class)).isEqualTo(Map.of("a", "\u00e9"));
		byte[] within = ("xy" + new String(body, StandardCharsets.UTF_8) + "z").getBytes(StandardCharsets.UTF_8);
		assertThat((Object) JSON.readValue(within, 2, body.length, Map.class)).isEqualTo(Map.of("a", "\u00e9"));
	}

	@Test
	void saysThatABodyIsNotUtf8EvenAtItsFirstByte() {
		assertThatThrownBy(() -> read(new byte[] { (byte) 0xff })).hasMessageContaining("not UTF-8");
	}

	@Test
	void aBackslashAtTheEndIsLeftToJackson() {
		assertThat(UnicodeEscapes.areHexadecimal("\\")).isTrue();
		assertThat(UnicodeEscapes.areHexadecimal("\\u12")).isTrue();
	}

	@Test
	void wholeNumbersBeyondEveryDoubleAreInfinite() throws IOException {
		String longest = "9".repeat(400);
		assertThat(read(("{\"a\":" + longest + "}").getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(Map.of("a", new BigInteger(longest)));
		assertThat(read(("{\"a\":9" + longest + ",\"b\":-" + longest + "}").getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(Map.of("a", Double.POSITIVE_INFINITY, "b", Double.NEGATIVE_INFINITY));
	}

	@Test
	void aUAfterAnEscapedBackslashIsNoEscape() throws IOException {
		assertThat(read("{\"a\":\"\\\\u\u8038\"}".getBytes(StandardCharsets.UTF_8)))
			.isEqualTo(Map.of("a", "\\u\u8038"));
	}

	@Test
	void acceptsEveryCharacterThatUtf8HasIncludingTheReplacementCharacter() throws IOException {
		String text = "\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\uffff\ud800\udc00\udbff\udfff";
		assertThat(read(("{\"a\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8))).isEqualTo(Map.of("a", text));
	}

	@Test
	void readsWithoutAMapperWhatTheMapperReads() throws IOException {
		RandomJson random = new RandomJson(new SplittableRandom(7));
		for (int i = 0; i < 2_000; i++) {
			byte[] body = random.next().getBytes(StandardCharsets.UTF_8);
			try {
				assertThat(read(body)).isNotNull();
			}
			catch (JsonProcessingException ex) {
				assertThat(ex).isNotNull();
			}
		}
		for (Vectors.Vector vector : Vectors.load().vectors()) {
			assertThat(CanonicalJson.of(read(vector.bytes())))
				.isEqualTo(vector.canonical().getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void refusesDeeperNesting() {
		String body = "{\"a\":" + "[".repeat(WebhookJson.DEEPEST) + "]".repeat(WebhookJson.DEEPEST) + "}";
		assertThatThrownBy(() -> read(body.getBytes(StandardCharsets.UTF_8)))
			.isInstanceOf(StreamConstraintsException.class);
		assertThatThrownBy(() -> read("{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
			.isInstanceOf(StreamConstraintsException.class);
	}

	@Test
	void acceptsTwoMegabytesOfEmptyArrays() throws IOException {
		byte[] body = ("{\"a\":[[]" + ",[]".repeat(700_000) + "]}").getBytes(StandardCharsets.UTF_8);
		assertThat(read(body)).hasSize(1);
	}

	/**
	 * By the mapper, and without one to the same result; not so only what is no object.
	 */
	private static Map<?, ?> read(byte[] body) throws IOException {
		Map<?, ?> mapped;
		try {
			mapped = JSON.readValue(body, Map.class);
		}
		catch (StreamConstraintsException ex) {
			assertThatThrownBy(() -> WebhookJson.read(body)).isInstanceOf(StreamConstraintsException.class);
			throw ex;
		}
		catch (JsonProcessingException ex) {
			assertThatThrownBy(() -> assertThat(WebhookJson.read(body)).isInstanceOf(Map.class)).isNotNull();
			throw ex;
		}
		assertThat(WebhookJson.read(body)).isEqualTo(mapped);
		return mapped;
	}

}
