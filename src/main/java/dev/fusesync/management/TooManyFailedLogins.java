package dev.fusesync.management;

import java.time.Duration;

import org.springframework.security.core.AuthenticationException;

/** A login was rejected without a check, since too many from its address have failed. */
class TooManyFailedLogins extends AuthenticationException {

	private static final long serialVersionUID = 1L;

	private final long seconds;

	TooManyFailedLogins(Duration left) {
		super("Too many failed logins from this address, wait a while");
		this.seconds = Math.max(1, left.plusMillis(999).toSeconds());
	}

	/** The time until the next login is allowed, in seconds. */
	long seconds() {
		return this.seconds;
	}

}
