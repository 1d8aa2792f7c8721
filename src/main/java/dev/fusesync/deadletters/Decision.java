package dev.fusesync.deadletters;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fusesync.webhook.Shown;
import dev.fusesync.webhook.WebhookIdInLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to become of dead letters.
 *
 * @param action replay or discard
 * @param reason why; null if a replay has none
 * @param by who decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Decision(String action, String reason, String by) {

	static final String REPLAY = "replay";

	static final String DISCARD = "discard";

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	/**
	 * Reads what a person asked for.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if it is neither, or a discard without a reason
	 */
	static Decision of(String action, String reason, String by) {
		if (!REPLAY.equals(action) && !DISCARD.equals(action)) {
			throw Parameters.wrong("The action is replay or discard, or stop for what is under way");
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

	/** Logs that it was carried out. */
	void log(DeadLetter deadLetter) {
		String why = (this.reason != null) ? this.reason : deadLetter.reason();
		WebhookIdInLog.about(deadLetter.id(),
				() -> LOG.info("{} dead letter {}, {} of connection {}: {} (by {})",
						isDiscard() ? "Discarded" : "Replayed", deadLetter.id(), Shown.of(deadLetter.type()),
						Shown.of(deadLetter.connection()), Shown.of(why), Shown.of(this.by)));
	}

	/**
	 * A decision about many dead letters, which is carried out in the background. It lies
	 * in the store, so a restart does not end it.
	 *
	 * @param begun when it was made; what became a dead letter later is not meant
	 * @param found how many matched then, counted up to 10,000
	 * @param more whether more than that matched
	 * @param done how many it has been carried out with
	 * @param state running, done, or stopped
	 * @param ended when it was done or stopped
	 * @param upperSeq number of the last row that may be meant
	 * @param place how far it is
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record OfMany(long id, @JsonUnwrapped Decision decision, DeadLetterFilter filter, Instant begun, int found,
			boolean more, long done, String state, Instant ended, @JsonIgnore long upperSeq,
			@JsonIgnore DeadLetterPage.Place place) {

	}

	/**
	 * Answers what is done with many dead letters.
	 *
	 * @param id of the decision; null after a dry run
	 * @param found how many match, counted up to 10,000
	 * @param more whether more than that match
	 * @param filter what was understood of the filters
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(Long id, String action, boolean dryRun, int found, boolean more, DeadLetterFilter filter,
			String message) {

		static Answer of(Long id, Decision decision, DeadLetterFilter filter, DeadLetterPage.Total found) {
			return new Answer(id, decision.action(), id == null, found.total(), found.more(), filter, (id == null)
					? "Nothing was done yet. Send it again with dryRun false to " + decision.action() + " these."
					: "It goes on in the background, also after a restart; the log says when it is done. What is not "
							+ "done yet stays a dead letter.");
		}

	}

	/**
	 * Answers what was done with one.
	 *
	 * @param deadLetter as it was
	 */
	record OfOne(String action, DeadLetter deadLetter) {

	}

}
