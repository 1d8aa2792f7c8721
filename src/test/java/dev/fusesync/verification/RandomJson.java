package dev.fusesync.verification;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes JSON objects in all the ways that RFC 8259 allows, with a liking for what
 * signers disagree on.
 */
final class RandomJson {

	private static final String[] NAMES = { "", "type", "remote_data", "constructor", "toString", "hasOwnProperty",
			"valueOf", "prototype", "__proto", "__defineGetter__", "length", "toJSON", "then", "-0", "-1", "01", "00",
			"1.0", "1e3", "NaN", "4294967293", "4294967294", "4294967295", "4294967296", "9007199254740993",
			"99999999999" };

	private static final String[] PLAIN = { "a", "Z", "0", "~", " ", "/", "<", "'", "\"", "\\", "\b", "\t", "\n", "\f",
			"\r", "\u0000", "\u000B", "\u001F", "\u007F", "\u0080", "\u00E9", "\u2028", "\u2029", "\uFEFF", "\uFFFD",
			"\uFFFF", "\uE000", "\uD7FF", "\uD83D\uDE00", "\uDBFF\uDFFF", "\uD800", "\uDBFF", "\uDC00", "\uDFFF" };

	private static final String[] WHITE_SPACE = { " ", "\n", "\t", "\r", "  ", "\r\n" };

	private static final int MAX_DEPTH = 5;

	private final SplittableRandom random;

	private final RandomNumber numbers;

	private final StringBuilder out = new StringBuilder();

	RandomJson(SplittableRandom random) {
		this.random = random;
		this.numbers = new RandomNumber(random);
	}

	String next() {
		this.out.setLength(0);
		space();
		object((oneIn(200)) ? -60 : 0);
		space();
		return this.out.toString();
	}

	private void value(int depth) {
		int kind = this.random.nextInt((depth < MAX_DEPTH) ? 10 : 6);
		// Below zero a document is one long branch.
		switch ((depth < 0) ? 6 + this.random.nextInt(4) : kind) {
			case 0, 1, 2 -> this.out.append(this.numbers.next());
			case 3, 4 -> spell(text());
			case 5 -> this.out.append(pick("true", "false", "null"));
			case 6, 7 -> array(depth);
			default -> object(depth);
		}
	}

	private void object(int depth) {
		Set<String> names = new HashSet<>();
		this.out.append('{');
		space();
		for (int size = size(depth); names.size() < size;) {
			String name = name();
			if (names.add(name)) {
				separate(names.size());
				spell(name);
				space();
				this.out.append(':');
				space();
				value(depth + 1);
				space();
			}
		}
		this.out.append('}');
	}

	private void array(int depth) {
		this.out.append('[');
		space();
		for (int i = 1, size = size(depth); i <= size; i++) {
			separate(i);
			value(depth + 1);
			space();
		}
		this.out.append(']');
	}

	private int size(int depth) {
		return (depth < 0) ? 1 : this.random.nextInt(6);
	}

	private void separate(int position) {
		if (position > 1) {
			this.out.append(',');
			space();
		}
	}

	private void space() {
		if (oneIn(6)) {
			this.out.append(pick(WHITE_SPACE));
		}
	}

	private String name() {
		return switch (this.random.nextInt(6)) {
			case 0, 1 -> pick(NAMES);
			case 2 -> Integer.toString(this.random.nextInt(30));
			case 3 -> Integer.toUnsignedString(this.random.nextInt());
			default -> text();
		};
	}

	private String text() {
		StringBuilder text = new StringBuilder();
		for (int length = this.random.nextInt(9); length > 0; length--) {
			text.append((oneIn(3)) ? Character.toString(this.random.nextInt(0x10000)) : pick(PLAIN));
		}
		return text.toString();
	}

	private void spell(String text) {
		this.out.append('"');
		text.codePoints().forEach((codePoint) -> {
			boolean lone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
			int escape = "\"\\/\b\t\n\f\r".indexOf(codePoint);
			if (escape >= 0 && this.random.nextBoolean()) {
				this.out.append('\\').append("\"\\/btnfr".charAt(escape));
			}
			else if (codePoint < ' ' || codePoint == '"' || codePoint == '\\' || lone || oneIn(8)) {
				Character.toString(codePoint).chars().forEach(this::spellInHex);
			}
			else {
				this.out.appendCodePoint(codePoint);
			}
		});
		this.out.append('"');
	}

	private void spellInHex(int character) {
		this.out.append("\\u");
		for (char digit : String.format("%04x", character).toCharArray()) {
			this.out.append(this.random.nextBoolean() ? digit : Character.toUpperCase(digit));
		}
	}

	private String pick(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	private boolean oneIn(int times) {
		return this.random.nextInt(times) == 0;
	}

}
