package dev.fusesync.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Response to a decision about many webhooks.
 *
 * @param id id of the decision; null after a dry run
 * @param found number of matches, counted up to 10,000
 * @param more whether there are more matches than that
 * @param filter the filter as it was parsed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionAnswer(Long id, String action, boolean dryRun, int found, boolean more, Object filter,
		String message) {

	/** Response to a dry run. */
	public static DecisionAnswer dryRun(Decision decision, Object filter, Total found) {
		return new DecisionAnswer(null, decision.action(), true, found.total(), found.more(), filter,
				"Nothing was done yet. Send it again with dryRun false to " + decision.action() + " these.");
	}

	/** Response to a decision that has begun. */
	public static DecisionAnswer begun(ManyDecision many, Object filter) {
		return new DecisionAnswer(many.id(), many.decision().action(), false, many.found(), many.more(), filter,
				"It goes on in the background, also after a restart; the log says when it is done. What is not "
						+ "done yet stays as it is.");
	}

}
