package dev.fusesync.management;

import java.time.Duration;

import org.springframework.security.core.AuthenticationException;

/** A login that was not even tried, since its address got too many wrong before. */
class TooManyFailedLogins extends AuthenticationException {

	private static final long serialVersionUID = 1L;

	private final long seconds;

	TooManyFailedLogins(Duration left) {
		super("Too many wrong logins from this address, wait a while");
		this.seconds = Math.max(1, left.plusMillis(999).toSeconds());
	}

	/** When to try again. */
	long seconds() {
		return this.seconds;
	}

}
