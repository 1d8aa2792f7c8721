package dev.fusesync.verification;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CanonicalJsonTest {

	@Test
	void integerLikeKeysComeFirstInNumericOrder() {
		assertThat(canonical(
				"{\"b\":1,\"10\":1,\"9\":1,\"a\":1,\"01\":1,\"-1\":1,\"4294967294\":1,\"4294967295\":1,\"0\":1}"))
			.isEqualTo(
					"{\"0\":1,\"9\":1,\"10\":1,\"4294967294\":1,\"-1\":1,\"01\":1,\"4294967295\":1,\"a\":1,\"b\":1}");
	}

	@Test
	void otherKeysAreInTheOrderOfTheirUtf16CodeUnits() {
		assertThat(canonical("{\"\uff61\":1,\"\ud83d\ude00\":1,\"\":1}"))
			.isEqualTo("{\"\":1,\"\ud83d\ude00\":1,\"\uff61\":1}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', value = { "! 0", "0 !", "0 5", "5 0", "0 a", "a 0", "10 9", "9 10", "-1 0", "01 0",
			"4294967294 4294967295", "4294967295 4294967294", "a 4294967294" })
	void arrayIndicesComeFirst(String one, String other) {
		String canonical = canonical("{\"" + one + "\":1,\"" + other + "\":2}");
		boolean oneFirst = index(one) >= 0 && index(other) >= 0 ? index(one) < index(other)
				: index(one) >= 0 || index(other) < 0 && one.compareTo(other) < 0;
		assertThat(canonical).isEqualTo(
				oneFirst ? "{\"" + one + "\":1,\"" + other + "\":2}" : "{\"" + other + "\":2,\"" + one + "\":1}");
	}

	/** ECMA-262, 6.1.7: an integer from 0 to 2^32 - 2, spelt as it is written. */
	private static long index(String key) {
		return key.matches("0|[1-9][0-9]{0,9}") && Long.parseLong(key) < 4_294_967_295L ? Long.parseLong(key) : -1;
	}

	@ParameterizedTest
	@CsvSource({ "1.0, 1", "-0, 0", "-0.0, 0", "1E400, null", "-1E400, null", "1e-400, 0", "1e21, 1e+21",
			"123456789012345678901, 123456789012345680000", "2e23, 2e+23", "5e-324, 5e-324", "1e-7, 1e-7",
			"0.000001, 0.000001", "9007199254740993, 9007199254740992", "-9007199254740993, -9007199254740992",
			"-9223372036854775808, -9223372036854776000", "1e99999999999, null", "1e-99999999999, 0" })
	void numbersAreDoublesInTheirShortestText(String number, String text) {
		assertThat(canonical("{\"n\":" + number + "}")).isEqualTo("{\"n\":" + text + "}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "5e-324", "1e-323", "1.5e-323", "5e-323", "1e-320", "1e-315", "2.2133289838e-312",
			"2.2250738585072014e-308", "-1e-315" })
	void subnormalNumbersHaveTheFewestDigits(String number) {
		assertThat(canonical("{\"a\":" + number + "}")).isEqualTo("{\"a\":" + number + "}");
	}

	@Test
	void onlyQuotesBackslashesControlsAndLoneSurrogatesAreEscaped() {
		assertThat(canonical("{\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\\u007f\\u2028\\u00e9\\ud83d\\ude00\"}"))
			.isEqualTo("{\"s\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028\u00e9\ud83d\ude00\"}");
		assertThat(canonical("{\"\\uDBFFx\":\"\\uDC00\\uD800\"}")).isEqualTo("{\"\\udbffx\":\"\\udc00\\ud800\"}");
	}

	@Test
	void whiteSpaceAndSpellingDoNotMatter() {
		assertThat(canonical(" { \"\\u0061\" : [ 1.0 , true , false , null , { } , [ ] ] } "))
			.isEqualTo("{\"a\":[1,true,false,null,{},[]]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"__proto__\":1}", "{\"a\":[{\"b\":{\"\\u005f_proto__\":{}}}]}" })
	void aProtoKeyIsRefused(String body) {
		assertThatThrownBy(() -> canonical(body)).isInstanceOf(WebhookRejectedException.class)
			.hasMessage("The body has a name __proto__")
			.extracting("status")
			.isEqualTo(400);
	}

	@Test
	void longNamesAndNumbersAreFine() {
		String name = "n".repeat(60_000);
		assertThat(canonical("{\"" + name + "\":" + "9".repeat(1_500) + "}")).isEqualTo("{\"" + name + "\":null}");
		assertThat(canonical("{\"n\":0." + "1".repeat(1_500) + "}")).isEqualTo("{\"n\":0.1111111111111111}");
		assertThat(canonical("{\"n\":" + "1".repeat(300) + "}")).isEqualTo("{\"n\":1.1111111111111112e+299}");
	}

	@Test
	void aBodyThatIsOneNumberOfTwoMillionDigitsIsFine() {
		assertThat(canonical("{\"n\":" + "7".repeat(2_000_000) + "}")).isEqualTo("{\"n\":null}");
	}

	@Test
	void deepNestingIsFine() {
		String body = "{\"a\":" + "[".repeat(WebhookJson.DEEPEST - 1) + "]".repeat(WebhookJson.DEEPEST - 1) + "}";
		assertThat(canonical(body)).isEqualTo(body);
	}

	private static String canonical(String body) {
		try {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			return new String(CanonicalJson.of(WebhookJson.mapper().readValue(bytes, Map.class)),
					StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
