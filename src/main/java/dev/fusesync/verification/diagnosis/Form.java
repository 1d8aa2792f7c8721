package dev.fusesync.verification.diagnosis;

import java.util.List;
import java.util.function.Supplier;

/**
 * A text that may have been signed. It is made only when it is tried: all texts of a
 * large body together would fill the memory.
 *
 * @param findings what must have happened if it was; none for the canonical form of the
 * body
 * @param made makes the text; null for none, since the body is as if that had not
 * happened
 * @param algorithm the algorithm of the signature
 */
record Form(List<Finding> findings, Supplier<byte[]> made, String algorithm) {

	private static final String SHA_256 = "HmacSHA256";

	static Form of(Supplier<byte[]> made, Finding... findings) {
		return new Form(List.of(findings), made, SHA_256);
	}

	/**
	 * The text; null if there is none, or if the body is nested too deeply to be changed.
	 */
	byte[] text() {
		try {
			return this.made.get();
		}
		catch (StackOverflowError ex) {
			return null;
		}
	}

}
