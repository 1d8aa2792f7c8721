package dev.fusesync.deadletters;

import java.util.Optional;

import dev.fusesync.webhook.WebhookIdInLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person decided to do with dead letters.
 *
 * @param discard whether they go for ever; else they go back into the inbox
 * @param reason why they are discarded, for the log
 */
public record Decision(boolean discard, String reason) {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	/**
	 * Reads what a person asked for.
	 * @param action replay or discard
	 * @param reason why; a must for discard
	 * @throws BadRequest if it is neither, or a discard without a reason
	 */
	public static Decision of(String action, String reason) {
		if (!"replay".equals(action) && !"discard".equals(action)) {
			throw new BadRequest("The action is replay or discard");
		}
		if (action.equals("discard") && (reason == null || reason.isBlank())) {
			throw new BadRequest("A discard needs a reason, for the log");
		}
		return new Decision(action.equals("discard"), (reason != null) ? reason.replaceAll("\\p{Cntrl}", " ") : "");
	}

	/** For a reason of our own. */
	static Decision discard(String reason) {
		return new Decision(true, reason);
	}

	/** The word for it, as it was asked for. */
	public String action() {
		return this.discard ? "discard" : "replay";
	}

	/** Does it with one dead letter and logs it. Empty if that one is gone. */
	public Optional<DeadLetter> carryOut(DeadLetterQueue queue, String id) {
		Optional<DeadLetter> done = this.discard ? queue.discard(id) : queue.replay(id);
		done.ifPresent((deadLetter) -> WebhookIdInLog.about(deadLetter.webhook(), () -> log(deadLetter)));
		return done;
	}

	private void log(DeadLetter deadLetter) {
		LOG.info("{} dead letter {}, {} of connection {}: {}", this.discard ? "Discarded" : "Replayed", deadLetter.id(),
				deadLetter.type(), deadLetter.connection(), this.discard ? this.reason : deadLetter.reason());
	}

}
