package dev.fusesync.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Marks the forms of this program, so that no other page can have a browser send one: the
 * time until which the form is valid and a signature of it and of the login, with a key
 * that only this process has. There is no session and no cookie.
 */
@Component
@Lazy
class FormToken {

	static final Duration VALID = Duration.ofHours(2);

	private static final String ALGORITHM = "HmacSHA256";

	private static final int SIGNATURE = 32;

	private final SecretKeySpec key;

	FormToken() {
		byte[] random = new byte[SIGNATURE];
		new SecureRandom().nextBytes(random);
		this.key = new SecretKeySpec(random, ALGORITHM);
	}

	/** Makes the token of a form for that login. */
	String issue(String login, Instant now) {
		long end = now.plus(VALID).toEpochMilli();
		byte[] token = ByteBuffer.allocate(Long.BYTES + SIGNATURE).putLong(end).put(sign(end, login)).array();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
	}

	/** Whether the token was made here, for that login, and is still valid. */
	boolean isValid(String token, String login, Instant now) {
		ByteBuffer parts = ByteBuffer.wrap(decode(token));
		if (parts.remaining() != Long.BYTES + SIGNATURE) {
			return false;
		}
		long end = parts.getLong();
		byte[] signature = new byte[SIGNATURE];
		parts.get(signature);
		return MessageDigest.isEqual(signature, sign(end, login)) && now.toEpochMilli() < end;
	}

	private static byte[] decode(String token) {
		try {
			return (token != null) ? Base64.getUrlDecoder().decode(token) : new byte[0];
		}
		catch (IllegalArgumentException ex) {
			return new byte[0];
		}
	}

	private byte[] sign(long end, String login) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			mac.update(ByteBuffer.allocate(Long.BYTES).putLong(end).flip());
			return mac.doFinal(login.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has " + ALGORITHM, ex);
		}
	}

}
