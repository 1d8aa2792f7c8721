package dev.fusesync.packaged;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An unmistakable text, and every spelling of it in which it could hide. */
record Canary(String text) {

	/** The spellings that a text contains. */
	List<String> in(String place) {
		return spellings().filter(place::contains).toList();
	}

	private Stream<String> spellings() {
		byte[] bytes = this.text.getBytes(StandardCharsets.UTF_8);
		Stream<String> base64 = Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
			.flatMap((encoder) -> IntStream.range(0, 3).mapToObj((offset) -> inTheMiddle(encoder, bytes, offset)));
		Stream<String> others = Stream.of(this.text, URLEncoder.encode(this.text, StandardCharsets.UTF_8),
				HexFormat.of().formatHex(bytes), new StringBuilder(this.text).reverse().toString());
		return Stream.concat(base64, others).distinct();
	}

	/**
	 * Base64 depends on how many bytes stand before. The letters at both ends mix with
	 * the neighbours and are cut off.
	 */
	private static String inTheMiddle(Base64.Encoder encoder, byte[] bytes, int offset) {
		byte[] shifted = new byte[offset + bytes.length];
		System.arraycopy(bytes, 0, shifted, offset, bytes.length);
		String encoded = encoder.withoutPadding().encodeToString(shifted);
		return encoded.substring((offset * 8 + 5) / 6, shifted.length * 8 / 6);
	}

}
