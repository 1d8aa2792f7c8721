package dev.fusesync.sync.breaker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Has this instance call Fuse now instead of at the next half-open attempt, over HTTP on
 * the management port and over JMX: for who knows that Fuse is back. The health component
 * {@code dispatch} and the overview show the state.
 */
@Component
@Endpoint(id = "breaker")
class BreakerEndpoint {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	private final BreakerPolicy breaker;

	BreakerEndpoint(BreakerPolicy breaker) {
		this.breaker = breaker;
	}

	/**
	 * Attempts one webhook now. Responds with 409 while the circuit breaker is closed or
	 * an attempt is due or running.
	 */
	@WriteOperation
	Attempted attempt(SecurityContext login) {
		if (!this.breaker.attemptNow()) {
			throw new ResponseStatusException(HttpStatus.CONFLICT,
					this.breaker.isClosed() ? "The circuit breaker is closed: Fuse is called as usual"
							: "An attempt is due or running already");
		}
		LOG.info("The next webhook is attempted now, although the circuit breaker is open (by {})",
				(login.getPrincipal() != null) ? login.getPrincipal().getName() : "JMX");
		return new Attempted("half-open");
	}

	/**
	 * Response.
	 *
	 * @param state the state of the circuit breaker now
	 */
	record Attempted(String state) {

	}

}
