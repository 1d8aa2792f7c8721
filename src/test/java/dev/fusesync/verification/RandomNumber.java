package dev.fusesync.verification;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Spells numbers in all the ways that RFC 8259 allows, many of them at the edges of a
 * double.
 */
final class RandomNumber {

	private static final String[] NUMBERS = { "0", "-0", "-0.0", "0e5", "-0E-7", "1E400", "-1e400", "1e99999999999",
			"1e-99999999999", "1e-400", "1e-315", "2.2133289838E-312", "1e-320", "15e-324", "9e-324", "5e-324",
			"2e-324", "3e-324", "2.2250738585072011e-308", "2.2250738585072014E-308", "1.7976931348623157e308",
			"1.7976931348623159e308", "1e21", "1e20", "999999999999999868928", "999999999999999934463",
			"999999999999999934464", "0.000001", "9.999999e-7", "1e-7", "2e23", "9007199254740991", "9007199254740992",
			"9007199254740993", "-9007199254740993", "9007199254740995", "9223372036854775807", "9223372036854775808",
			"-9223372036854775808", "-9223372036854775809", "18446744073709551615", "2147483647", "2147483648",
			"-2147483648", "-2147483649", "4.35", "0.1e1", "100E-2" };

	private final SplittableRandom random;

	RandomNumber(SplittableRandom random) {
		this.random = random;
	}

	String next() {
		return switch (this.random.nextInt(8)) {
			case 0 -> pick(NUMBERS);
			case 1 -> Integer.toString(this.random.nextInt(-100, 100));
			case 2 -> Long.toString(this.random.nextLong() >> this.random.nextInt(64));
			case 3 -> sign() + this.random.nextInt(1, 10) + digits(oneIn(20) ? 330 : 25);
			case 4 -> sign() + this.random.nextInt(10) + "." + digits(20) + "7" + "0".repeat(this.random.nextInt(3));
			case 5 -> sign() + this.random.nextInt(100) + exponent(this.random.nextInt(-340, 320));
			case 6 ->
				new BigDecimal(this.random.nextLong() >> 8).movePointLeft(this.random.nextInt(30)).toPlainString();
			default -> doubleOfRandomBits();
		};
	}

	private String doubleOfRandomBits() {
		// One in four is subnormal.
		double value = Double
			.longBitsToDouble(this.random.nextLong() >>> (oneIn(4) ? 12 + this.random.nextInt(50) : 0));
		if (!Double.isFinite(value)) {
			return "1";
		}
		String shortest = Double.toString(value);
		return oneIn(2) ? shortest : shortest.toLowerCase(Locale.ROOT).replaceFirst("e(\\d)", "e+0$1");
	}

	private String exponent(int value) {
		return pick("e", "E") + ((value >= 0) ? pick("", "+") : "-") + pick("", "0", "00") + Math.abs(value);
	}

	private String sign() {
		return this.random.nextBoolean() ? "" : "-";
	}

	private String digits(int bound) {
		StringBuilder digits = new StringBuilder();
		for (int length = this.random.nextInt(bound); length > 0; length--) {
			digits.append(this.random.nextInt(10));
		}
		return digits.toString();
	}

	private String pick(String... choices) {
		return choices[this.random.nextInt(choices.length)];
	}

	private boolean oneIn(int times) {
		return this.random.nextInt(times) == 0;
	}

}
