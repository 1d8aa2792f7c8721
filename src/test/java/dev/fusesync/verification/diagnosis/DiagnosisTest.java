package dev.fusesync.verification.diagnosis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.fusesync.verification.ApiKey;
import dev.fusesync.verification.FuseSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Mistakes are planted one by one: each is named, and nothing else is. */
class DiagnosisTest {

	private static final String KEY = "the-key";

	private static final List<ApiKey> KEYS = List.of(new ApiKey(ApiKey.CURRENT, KEY),
			new ApiKey(ApiKey.PREVIOUS, "the-key-before"), new ApiKey("production", "the-key-of-production"));

	/** As Fuse sends it; its signature has a plus and a slash. */
	private static final String WEBHOOK = """
			{"type":"financial_connection.sync_data","financial_connection_id":"c-2","source":"plaid",\
			"environment":"sandbox","count":3,"new":true,"asset_report_id":null,"note":"né € <a/b>",\
			"remote_data":"{\\"item_id\\":\\"i-1\\",\\"n\\":1}"}""";

	private static final String SIGNATURE = sign(WEBHOOK);

	/** What happened to the signature on its way. */
	static Stream<Arguments> signatures() {
		return Stream.of(arguments("signature-missing", ""), arguments("signature-missing", "  "),
				arguments("signature-form", "no signature at all"), arguments("signature-spaces", SIGNATURE + "\r\n"),
				arguments("signature-quoted", '"' + SIGNATURE + '"'),
				arguments("signature-prefixed", "sha256=" + SIGNATURE),
				arguments("signature-prefixed", "fuse-verification: " + SIGNATURE),
				arguments("signature-repeated", SIGNATURE + ", " + SIGNATURE),
				arguments("signature-url-decoded", SIGNATURE.replace('+', ' ')),
				arguments("signature-url-encoded", URLEncoder.encode(SIGNATURE, StandardCharsets.UTF_8)),
				arguments("signature-json-escaped", SIGNATURE.replace("/", "\\/")),
				arguments("signature-unpadded", SIGNATURE.replace("=", "")),
				arguments("signature-base64url", SIGNATURE.replace('+', '-').replace('/', '_')),
				arguments("signature-unpadded, signature-base64url",
						SIGNATURE.replace('+', '-').replace('/', '_').replace("=", "")),
				arguments("signature-encoded-twice", base64(SIGNATURE.getBytes(StandardCharsets.UTF_8))),
				arguments("signature-hex", hex(SIGNATURE)), arguments("signature-hex", hex(SIGNATURE).toUpperCase()),
				arguments("signature-encoded-twice, signature-hex",
						base64(hex(SIGNATURE).getBytes(StandardCharsets.UTF_8))),
				arguments("signature-case", SIGNATURE.toLowerCase()),
				arguments("signature-truncated", SIGNATURE.substring(0, 32)),
				arguments("signature-truncated", SIGNATURE.substring(4)),
				arguments("signature-form", SIGNATURE.substring(0, 15)), arguments("signature-form", ","),
				arguments("signature-form", ", "), arguments("key-other", sign(WEBHOOK, "the-key-of-production")),
				arguments("key-other", sign(WEBHOOK, "sandbox-api-key")), arguments("hash-other", hmac("HmacSHA512")),
				arguments("hash-other", hmac("HmacSHA1")), arguments("key-line-break", sign(WEBHOOK, KEY + "\n")),
				arguments("key-other, key-line-break", sign(WEBHOOK, "the-key-of-production\n")),
				arguments("key-other, signature-spaces", " " + sign(WEBHOOK, "the-key-of-production")));
	}

	/** What a proxy, gateway or log has done to the bytes; fuse-sync answers 400. */
	static Stream<Arguments> bytes() throws IOException {
		return Stream.of(arguments("body-bom", utf8("\ufeff" + WEBHOOK)),
				arguments("body-utf-16", WEBHOOK.getBytes(StandardCharsets.UTF_16)),
				arguments("body-utf-16", WEBHOOK.getBytes(StandardCharsets.UTF_16LE)),
				arguments("body-latin-1", WEBHOOK.getBytes(Charset.forName("windows-1252"))),
				arguments("body-gzip", gzip(WEBHOOK)), arguments("body-base64", utf8(base64(utf8(WEBHOOK)))),
				arguments("body-url-encoded", utf8(URLEncoder.encode(WEBHOOK, StandardCharsets.UTF_8))),
				arguments("body-url-encoded", utf8("payload=" + URLEncoder.encode(WEBHOOK, StandardCharsets.UTF_8))),
				arguments("body-log-escaped", utf8(nginx(WEBHOOK))),
				arguments("body-log-escaped", utf8(WEBHOOK.replace("\\", "\\\\").replace("\"", "\\\""))),
				arguments("body-quoted", utf8('"' + WEBHOOK.replace("\\", "\\\\").replace("\"", "\\\"") + '"')),
				arguments("body-html-escaped",
						utf8(WEBHOOK.replace("<", "&lt;").replace("\"", "&quot;").replace("'", "&#39;"))),
				arguments("body-wrapped-lines",
						utf8(WEBHOOK.replace("financial_", "financial\n_").replace("\n_", "_\n"))),
				arguments("body-surrounded", utf8('\'' + WEBHOOK + '\'')),
				arguments("body-surrounded", utf8(WEBHOOK + "\n\0")));
	}

	/** What a framework has done to the values; fuse-sync answers 403. */
	static Stream<Arguments> values() {
		String escaped = "{\\\"item_id\\\":\\\"i-1\\\",\\\"n\\\":1}";
		return Stream.of(changed("body-utf-8-twice", (body) -> new String(utf8(body), Charset.forName("windows-1252"))),
				changed("body-envelope", (body) -> "{\"Message\":" + body + "}"),
				changed("body-envelope",
						(body) -> "{\"Message\":\"" + body.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}"),
				changed("nulls-removed", (body) -> body.replace("\"asset_report_id\":null,", "")),
				changed("nulls-added",
						(body) -> body.replace(",\"asset_report_id\":null", "")
							.replace("{\"type\"", "{\"removed\":null,\"more\":null,\"type\""),
						WEBHOOK.replace(",\"asset_report_id\":null", "")),
				changed("field-added", (body) -> body.replaceFirst("\\{", "{\"receivedAt\":17,")),
				changed("names-changed",
						(body) -> body.replace("financial_connection_id", "financialConnectionId")
							.replace("asset_report_id", "assetReportId")
							.replace("remote_data", "remoteData")),
				changed("values-to-text", (body) -> body.replace("3", "\"3\"").replace("true", "\"true\"")),
				changed("text-to-values", (body) -> body.replace("\"17\"", "17"), WEBHOOK.replace("3", "\"17\"")),
				changed("text-to-json", (body) -> body.replace('"' + escaped + '"', "{\"item_id\":\"i-1\",\"n\":1}")),
				changed("text-to-json", (body) -> body.replace("\"{\\n  \\\"n\\\": 1\\n}\"", "{\"n\":1}"),
						WEBHOOK.replace(escaped, "{\\n  \\\"n\\\": 1\\n}")),
				changed("json-to-text", (body) -> body.replace("{\"n\":1}", "\"{\\\"n\\\":1}\""),
						WEBHOOK.replace('"' + escaped + '"', "{\"n\":1}")),
				changed("slashes-escaped", (body) -> body.replace("a/b", "a\\\\/b")),
				changed("unicode-escaped", (body) -> body.replace("€", "\\\\u20ac")),
				changed("html-escaped", (body) -> body.replace("<a/b>", "&lt;a/b&gt;")),
				changed("unicode-normalized", (body) -> Normalizer.normalize(body, Normalizer.Form.NFD)));
	}

	/** What a sender of one's own signs instead of the canonical form. */
	static Stream<Arguments> signed() {
		String canonical = Diagnosis.of(utf8(WEBHOOK), SIGNATURE, KEYS).canonical();
		return Stream.of(arguments("signed-received", " " + WEBHOOK, " " + WEBHOOK),
				arguments("signed-unsorted", " " + WEBHOOK, WEBHOOK),
				arguments("signed-slashes", WEBHOOK, canonical.replace("/", "\\/")),
				arguments("signed-ascii", WEBHOOK, Escapes.ascii(canonical)), arguments("signed-spaced", WEBHOOK,
						canonical.replaceAll("(?<!\\\\)\":", "\": ").replaceAll(",\"", ", \"")));
	}

	@ParameterizedTest
	@MethodSource("signatures")
	void namesWhatHappenedToTheSignature(String causes, String received) {
		assertThat(Diagnosis.of(utf8(WEBHOOK), received, KEYS)).satisfies((diagnosis) -> {
			assertThat(codes(diagnosis)).isEqualTo(causes);
			assertThat(diagnosis.status()).isEqualTo(403);
		});
	}

	@ParameterizedTest
	@MethodSource("bytes")
	void namesWhatHappenedToTheBytes(String cause, byte[] received) {
		assertThat(Diagnosis.of(received, SIGNATURE, KEYS)).satisfies((diagnosis) -> {
			assertThat(codes(diagnosis)).isEqualTo(cause + ", json-invalid");
			assertThat(diagnosis.status()).isEqualTo(400);
		});
	}

	@ParameterizedTest
	@MethodSource("values")
	void namesWhatHappenedToTheValues(String cause, String sent, String received) {
		assertThat(Diagnosis.of(utf8(sent), sign(sent), KEYS).isAccepted()).isTrue();
		assertThat(Diagnosis.of(utf8(received), sign(sent), KEYS)).satisfies((diagnosis) -> {
			assertThat(codes(diagnosis)).isEqualTo(cause);
			assertThat(diagnosis.status()).isEqualTo(403);
		});
	}

	@ParameterizedTest
	@MethodSource("signed")
	void namesWhatWasSignedInstead(String cause, String body, String text) {
		assertThat(codes(Diagnosis.of(utf8(body), FuseSignature.sign(utf8(text), KEY), KEYS))).isEqualTo(cause);
	}

	@ParameterizedTest
	@ValueSource(strings = { " %s\n", "\t%s", "%s\r\n" })
	void findsNothingWhereNothingIsWrong(String format) {
		String indented = format.formatted(WEBHOOK)
			.replaceAll("(?<!\\\\)\":", "\" : ")
			.replace("3", "3.0")
			.replace("€", "\\u20ac");
		assertThat(Diagnosis.of(utf8(indented), SIGNATURE, KEYS)).isEqualTo(new Diagnosis(200, "current", List.of(),
				Diagnosis.of(utf8(WEBHOOK), "", KEYS).canonical(), "financial_connection.sync_data", "plaid"));
		assertThat(Diagnosis.of(utf8(indented), sign(WEBHOOK, "the-key-before"), KEYS).key()).isEqualTo("previous");
	}

	@Test
	void cannotTellWhatCannotBeKnown() {
		assertThat(Stream.of(Diagnosis.of(utf8(WEBHOOK), sign(WEBHOOK, "a key that nobody here has"), KEYS),
				Diagnosis.of(utf8(WEBHOOK.replace("c-2", "c-16")), SIGNATURE, KEYS),
				Diagnosis.of(utf8(WEBHOOK.replace("é", "?")), SIGNATURE, KEYS),
				Diagnosis.of(utf8(WEBHOOK.replace("\"count\":3,\"new\":true,", "")), SIGNATURE, KEYS),
				Diagnosis.of(utf8(WEBHOOK), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", KEYS),
				Diagnosis.of(utf8(WEBHOOK), sign("{\"type\":\"of another webhook\"}"), KEYS)))
			.allSatisfy((diagnosis) -> {
				assertThat(diagnosis.status()).isEqualTo(403);
				assertThat(diagnosis.findings()).isEmpty();
				assertThat(diagnosis.key()).isNull();
			});
	}

	@Test
	void saysWhereTheJsonIsWrong() {
		assertThat(sentence("{\"a\":1,\n \"b\":{\"c\":1, \"c\":2}}")).contains("the name c again in line 2, column 14");
		assertThat(sentence("{\"a\":1,\n \"__proto__\":2}")).contains("__proto__", "line 2, column 2");
		assertThat(sentence("{\"a\":\"__proto__\",\n \"__proto__\":2}")).contains("line 2, column 2");
		assertThat(sentence("{\"a\":1,\n \"b\" 2}")).contains("line 2, column 6");
		assertThat(sentence("[]")).contains("not one JSON object");
		assertThat(sentence("")).contains("The body is empty");
		assertThat(sentence("{\"a\":".repeat(2_000))).contains("1,024 levels");
		assertThat(Diagnosis.of("{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1), SIGNATURE, KEYS)
			.findings()
			.get(0)
			.sentence()).contains("byte 7 is not UTF-8");
	}

	@Test
	void hasAPlantedMistakeForEveryCause() throws IOException {
		Set<String> planted = Stream.of(signatures(), bytes(), values(), signed())
			.flatMap((mistakes) -> mistakes)
			.flatMap((mistake) -> Stream.of(mistake.get()[0].toString().split(", ")))
			.collect(Collectors.toCollection(TreeSet::new));
		planted.addAll(Set.of("json-invalid", "json-ambiguous", "json-too-deep", "body-empty"));
		assertThat(Stream.of(Cause.values()).map(Cause::code)).containsExactlyInAnyOrderElementsOf(planted);
	}

	@Test
	void hasNoKeyAndNoOtherSignatureInIt() {
		Diagnosis diagnosis = Diagnosis.of(utf8(WEBHOOK), SIGNATURE.substring(0, 32), KEYS);
		assertThat(diagnosis.toString()).doesNotContain("the-key", SIGNATURE);
		assertThat(KEYS.toString()).isEqualTo("[current, previous, production]");
	}

	private static String sentence(String body) {
		Diagnosis diagnosis = Diagnosis.of(utf8(body), SIGNATURE, KEYS);
		assertThat(diagnosis.status()).isEqualTo(400);
		assertThat(diagnosis.findings()).hasSize(1);
		return diagnosis.findings().get(0).sentence();
	}

	private static Arguments changed(String cause, UnaryOperator<String> change) {
		return changed(cause, change, WEBHOOK);
	}

	private static Arguments changed(String cause, UnaryOperator<String> change, String sent) {
		String received = change.apply(sent);
		assertThat(received).isNotEqualTo(sent);
		return arguments(cause, sent, received);
	}

	private static String codes(Diagnosis diagnosis) {
		return String.join(", ", diagnosis.findings().stream().map((finding) -> finding.cause().code()).toList());
	}

	private static String hmac(String algorithm) {
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(utf8(KEY), algorithm));
			return base64(mac.doFinal(utf8(Diagnosis.of(utf8(WEBHOOK), "", KEYS).canonical())));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String nginx(String text) {
		StringBuilder out = new StringBuilder();
		for (byte one : utf8(text)) {
			boolean plain = one >= ' ' && one != '"' && one != '\\';
			out.append(plain ? String.valueOf((char) one) : "\\x%02X".formatted(one));
		}
		return out.toString();
	}

	private static byte[] gzip(String text) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (GZIPOutputStream packing = new GZIPOutputStream(out)) {
			packing.write(utf8(text));
		}
		return out.toByteArray();
	}

	private static String hex(String signature) {
		return HexFormat.of().formatHex(Base64.getDecoder().decode(signature));
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static String sign(String body) {
		return sign(body, KEY);
	}

	private static String sign(String body, String key) {
		return FuseSignature.ofBody(utf8(body), key);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
