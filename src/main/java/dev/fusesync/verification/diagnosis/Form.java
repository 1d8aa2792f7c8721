package dev.fusesync.verification.diagnosis;

import java.util.List;

/**
 * A text that may have been signed.
 *
 * @param findings what must have happened if it was; none for the canonical form of the
 * body
 * @param algorithm the algorithm of the signature
 */
record Form(List<Finding> findings, byte[] text, String algorithm) {

	private static final String SHA_256 = "HmacSHA256";

	static Form of(byte[] text, Finding... findings) {
		return new Form(List.of(findings), text, SHA_256);
	}

}
