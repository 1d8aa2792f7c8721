package dev.fusesync.verification;

import java.math.BigDecimal;
import java.math.MathContext;

import com.fasterxml.jackson.core.io.NumberOutput;

/**
 * Formats a double like JavaScript: the shortest digits that are parsed as the same
 * double, and of those the closest (ECMA-262, Number::toString, as in RFC 8785, section
 * 3.2.2.3); infinities as {@code null} (SerializeJSONProperty). Uses Jackson's digits,
 * because {@code Double.toString} writes too many before Java 19, and the
 * java-json-canonicalization library never returns for some subnormal numbers, such as
 * 1e-315.
 */
final class EcmaScriptNumber {

	/** Up to this value every integer is exactly a double. */
	private static final long MAX_EXACT_INTEGER = 1L << 53;

	private static final int MAX_INTEGER_DIGITS = 21;

	private static final int MAX_LEADING_ZEROS = 6;

	private EcmaScriptNumber() {
	}

	static void append(double value, StringBuilder out) {
		if (Math.abs(value) <= MAX_EXACT_INTEGER && value == Math.rint(value)) {
			out.append((long) value);
		}
		else if (!Double.isFinite(value)) {
			out.append("null");
		}
		else {
			appendDecimal(shortest(value), out);
		}
	}

	/**
	 * Jackson writes at least two digits, like Java, and thus 4.9E-324 where 5e-324 is
	 * sufficient.
	 */
	private static BigDecimal shortest(double value) {
		BigDecimal decimal = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
		if (decimal.precision() == 2) {
			BigDecimal shorter = decimal.round(new MathContext(1)).stripTrailingZeros();
			// BigDecimal.doubleValue() is much slower on newer JDKs.
			return (Double.parseDouble(shorter.toString()) == value) ? shorter : decimal;
		}
		return decimal;
	}

	private static void appendDecimal(BigDecimal decimal, StringBuilder out) {
		int pointAt = decimal.precision() - decimal.scale();
		if (pointAt > -MAX_LEADING_ZEROS && pointAt <= MAX_INTEGER_DIGITS) {
			out.append(decimal.toPlainString());
			return;
		}
		String digits = decimal.unscaledValue().abs().toString();
		out.append((decimal.signum() < 0) ? "-" : "").append(digits, 0, 1);
		if (digits.length() > 1) {
			out.append('.').append(digits, 1, digits.length());
		}
		out.append((pointAt > 0) ? "e+" : "e").append(pointAt - 1);
	}

}
