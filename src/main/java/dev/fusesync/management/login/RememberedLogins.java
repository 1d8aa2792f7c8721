package dev.fusesync.management.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Remembers for some minutes which password a hash was found right for, since bcrypt
 * takes up to 0.1 s of processor time, and a page asks each few seconds. Kept is an HMAC
 * of both under a key of this process, not the password; another hash is another entry.
 */
final class RememberedLogins implements PasswordEncoder {

	/** How long a login is remembered. */
	static final Duration TIME = Duration.ofMinutes(10);

	/** How many are, at most. */
	static final int MOST = 100;

	private static final String ALGORITHM = "HmacSHA256";

	private final PasswordEncoder hashes;

	private final InstantSource clock;

	private final SecretKeySpec key;

	private final Map<String, Instant> until = new LinkedHashMap<>();

	RememberedLogins(PasswordEncoder hashes, InstantSource clock) {
		this.hashes = hashes;
		this.clock = clock;
		byte[] random = new byte[32];
		new SecureRandom().nextBytes(random);
		this.key = new SecretKeySpec(random, ALGORITHM);
	}

	@Override
	public String encode(CharSequence password) {
		return this.hashes.encode(password);
	}

	@Override
	public synchronized boolean matches(CharSequence password, String hash) {
		String login = digest(hash.length() + hash + password);
		Instant now = this.clock.instant();
		this.until.values().removeIf((end) -> !end.isAfter(now));
		if (this.until.containsKey(login)) {
			return true;
		}
		boolean right = this.hashes.matches(password, hash);
		if (right) {
			this.until.put(login, now.plus(TIME));
			if (this.until.size() > MOST) {
				this.until.remove(this.until.keySet().iterator().next());
			}
		}
		return right;
	}

	private String digest(String text) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
