package dev.fusesync.deadletters.endpoint;

import java.security.Principal;

import dev.fusesync.deadletters.BadRequest;
import dev.fusesync.deadletters.DeadLetterQueue;
import dev.fusesync.deadletters.Opened;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.http.HttpStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Shows one dead letter over HTTP, on demand as it is, to someone who has logged in; that
 * is logged. JMX has only the masked one, since nobody logs in there.
 */
@Component
@EndpointWebExtension(endpoint = DeadLettersEndpoint.class)
class UnmaskedDeadLetters {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	private final DeadLettersEndpoint masked;

	private final DeadLetterQueue queue;

	UnmaskedDeadLetters(DeadLettersEndpoint masked, DeadLetterQueue queue) {
		this.masked = masked;
		this.queue = queue;
	}

	/**
	 * One dead letter with its body.
	 * @param unmasked true to see customer's data and secrets too; default false
	 */
	@ReadOperation
	Opened show(SecurityContext login, @Selector String id, @Nullable String unmasked) {
		if (unmasked != null && !unmasked.equals("true") && !unmasked.equals("false")) {
			throw new BadRequest("The value of unmasked is true or false");
		}
		return "true".equals(unmasked) ? showUnmasked(login.getPrincipal(), id) : this.masked.show(id);
	}

	private Opened showUnmasked(Principal person, String id) {
		if (person == null) {
			throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "Unmasked is for who has logged in");
		}
		Opened opened = this.queue.openUnmasked(id).orElseThrow(DeadLettersEndpoint::gone);
		LOG.info("Showed dead letter {} unmasked to {}", id, person.getName());
		return opened;
	}

}
