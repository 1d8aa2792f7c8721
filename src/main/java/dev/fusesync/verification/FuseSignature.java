package dev.fusesync.verification;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature in the header {@code fuse-verification}: the base64 text of the
 * HMAC-SHA256 of the canonical form, keyed with the Fuse API key (Fuse's page "HMAC
 * verification").
 */
public final class FuseSignature {

	private static final String ALGORITHM = "HmacSHA256";

	private FuseSignature() {
	}

	/** Returns the signature of a canonical form. */
	public static String sign(byte[] canonical, String key) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
			return Base64.getEncoder().encodeToString(mac.doFinal(canonical));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("HmacSHA256 is required of every Java platform", ex);
		}
	}

	/**
	 * Whether the header's text is the signature. Compares the texts, in constant time:
	 * decoding base64 first would accept variants that Fuse never sends.
	 */
	static boolean matches(byte[] canonical, String key, String signature) {
		byte[] expected = sign(canonical, key).getBytes(StandardCharsets.UTF_8);
		return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Signs a webhook's body like Fuse.
	 * @throws IllegalArgumentException if the body is not a JSON object
	 */
	public static String ofBody(byte[] body, String key) {
		try {
			if (WebhookJson.read(body) instanceof Map<?, ?> object) {
				return sign(CanonicalJson.of(object, body.length), key);
			}
			throw new IllegalArgumentException("Only JSON objects are signed");
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("Only JSON objects are signed", ex);
		}
	}

}
