package dev.fusesync.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;

/**
 * Parses bytes strictly as UTF-8 without a byte order mark, as required by RFC 8259,
 * section 8.1. By default Jackson also detects UTF-16 and UTF-32, skips a byte order mark
 * and accepts overlong forms. Escapes must be hexadecimal, where Jackson accepts other
 * characters as digits.
 */
final class StrictUtf8JsonFactory extends JsonFactory {

	private static final long serialVersionUID = 1L;

	StrictUtf8JsonFactory(JsonFactoryBuilder builder) {
		super(builder);
	}

	@Override
	public JsonParser createParser(byte[] body) throws IOException {
		String text = decode(body);
		if (!UnicodeEscapes.areHexadecimal(text)) {
			throw new JsonParseException(null, "An escape in the body is not hexadecimal");
		}
		return new BoundedNumbers(createParser(text));
	}

	@Override
	public JsonParser createParser(byte[] body, int offset, int length) throws IOException {
		return createParser(Arrays.copyOfRange(body, offset, offset + length));
	}

	@Override
	public JsonParser createParser(InputStream body) throws IOException {
		return createParser(body.readAllBytes());
	}

	/**
	 * Decodes leniently, which is fast, and strictly only if the result has a replacement
	 * character.
	 */
	private static String decode(byte[] body) throws IOException {
		String text = new String(body, StandardCharsets.UTF_8);
		if (text.indexOf('\ufffd') >= 0) {
			try {
				StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
			}
			catch (CharacterCodingException ex) {
				throw new JsonParseException(null, "The body is not UTF-8");
			}
		}
		if (text.startsWith("\ufeff")) {
			throw new JsonParseException(null, "The body begins with a byte order mark");
		}
		return text;
	}

	/**
	 * Integers with more digits than any double are infinite, and expensive to create.
	 */
	private static final class BoundedNumbers extends JsonParserDelegate {

		private static final int DIGITS = 400;

		BoundedNumbers(JsonParser parser) {
			super(parser);
		}

		@Override
		public Number getNumberValue() throws IOException {
			if (hasToken(JsonToken.VALUE_NUMBER_INT) && getTextLength() > DIGITS) {
				return (getText().charAt(0) == '-') ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
			}
			return super.getNumberValue();
		}

	}

}
