package dev.fusesync.management.login;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Authenticates a login unless too many from its address have failed. Then even the right
 * password is rejected, since otherwise guesses would still succeed. One at a time, so
 * that parallel logins cannot exceed the limit.
 */
final class LimitedLogin implements AuthenticationManager {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.login");

	private final AuthenticationManager login;

	private final FailedLogins failed;

	LimitedLogin(AuthenticationManager login, FailedLogins failed) {
		this.login = login;
		this.failed = failed;
	}

	@Override
	public synchronized Authentication authenticate(Authentication attempt) {
		String address = (attempt.getDetails() instanceof WebAuthenticationDetails details) ? details.getRemoteAddress()
				: "";
		Duration left = this.failed.waitOf(address);
		if (!left.isZero()) {
			throw new TooManyFailedLogins(left);
		}
		try {
			Authentication login = this.login.authenticate(attempt);
			this.failed.forget(address, attempt.getName());
			return login;
		}
		catch (AuthenticationException ex) {
			this.failed.add(address, attempt.getName());
			LOG.warn("Refused a login on the management port from {}: {}", address, ex.getMessage());
			throw ex;
		}
	}

	/**
	 * A login was rejected without a check, since too many from its address have failed.
	 */
	static final class TooManyFailedLogins extends AuthenticationException {

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

}
