package dev.fusesync.deadletters;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fusesync.management.Parameters;
import dev.fusesync.webhook.Shown;
import dev.fusesync.webhook.WebhookIdInLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A decision to replay or discard dead letters.
 *
 * @param action replay or discard
 * @param reason why; null if a replay has no reason
 * @param by who decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Decision(String action, String reason, String by) {

	static final String REPLAY = "replay";

	static final String DISCARD = "discard";

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	/**
	 * Creates a decision from the parameters of a request.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if the action is neither, or a discard has no reason
	 */
	static Decision of(String action, String reason, String by) {
		if (!REPLAY.equals(action) && !DISCARD.equals(action)) {
			throw Parameters.wrong("The action is replay or discard, or stop for the one that is running");
		}
		if (action.equals(DISCARD) && (reason == null || reason.isBlank())) {
			throw Parameters.wrong("A discard needs a reason, for the log");
		}
		return new Decision(action, reason, by);
	}

	@JsonIgnore
	boolean isDiscard() {
		return this.action.equals(DISCARD);
	}

	/** Logs that the decision was applied. */
	void log(DeadLetter deadLetter) {
		String why = (this.reason != null) ? this.reason : deadLetter.reason();
		WebhookIdInLog.about(deadLetter.id(),
				() -> LOG.info("{} {} {}, {} of connection {}: {} (by {})", isDiscard() ? "Discarded" : "Replayed",
						deadLetter.singular(), deadLetter.id(), Shown.of(deadLetter.type()),
						Shown.of(deadLetter.connection()), Shown.of(why), Shown.of(this.by)));
	}

	/**
	 * A decision about many dead letters, applied in the background. It is stored, so it
	 * continues after a restart.
	 *
	 * @param begun when it was made; later dead letters are not affected
	 * @param found number of matches at that time, counted up to 10,000
	 * @param more whether there were more matches than that
	 * @param done number of dead letters changed so far
	 * @param state running, done, or stopped
	 * @param ended when it was done or stopped
	 * @param upperSeq number of the last row that may be affected
	 * @param upperEvent number of the last event before it; what was replayed after that
	 * is not affected
	 * @param place its current position
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record OfMany(long id, @JsonUnwrapped Decision decision, DeadLetterFilter filter, Instant begun, int found,
			boolean more, long done, String state, Instant ended, @JsonIgnore long upperSeq,
			@JsonIgnore long upperEvent, @JsonIgnore DeadLetterPage.Place place) {

	}

	/**
	 * Response to a decision about many dead letters.
	 *
	 * @param id id of the decision; null after a dry run
	 * @param found number of matches, counted up to 10,000
	 * @param more whether there are more matches than that
	 * @param filter the filter as it was parsed
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(Long id, String action, boolean dryRun, int found, boolean more, DeadLetterFilter filter,
			String message) {

		static Answer of(Long id, Decision decision, DeadLetterFilter filter, DeadLetterPage.Total found) {
			return new Answer(id, decision.action(), id == null, found.total(), found.more(), filter, (id == null)
					? "Nothing was done yet. Send it again with dryRun false to " + decision.action() + " these."
					: "It goes on in the background, also after a restart; the log says when it is done. What is not "
							+ "done yet stays as it is.");
		}

	}

	/**
	 * Response to a decision about one dead letter.
	 *
	 * @param deadLetter the dead letter before the decision
	 */
	record OfOne(String action, DeadLetter deadLetter) {

	}

}
