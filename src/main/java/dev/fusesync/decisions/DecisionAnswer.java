package dev.fusesync.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Response to a decision about many webhooks.
 *
 * @param id id of the decision; null after a dry run
 * @param found number of matches, counted up to 10,000
 * @param more whether there are more matches than that
 * @param due number of further matches that are due already and are left out, counted up
 * to 10,000; null for dead letters
 * @param filter the filter as it was parsed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionAnswer(Long id, String action, boolean dryRun, int found, boolean more, Integer due,
		Object filter, String message) {

	/** Response to a dry run. */
	public static DecisionAnswer dryRun(Decision decision, Object filter, Total found) {
		return new DecisionAnswer(null, decision.action(), true, found.total(), found.more(), null, filter,
				"Nothing was done yet. Send it again with dryRun false to " + decision.action() + " these.");
	}

	/** Response to a decision that has begun. */
	public static DecisionAnswer begun(ManyDecision many, Object filter) {
		return new DecisionAnswer(many.id(), many.decision().action(), false, many.found(), many.more(), null, filter,
				"It goes on in the background, also after a restart; the log says when it is done. What is not "
						+ "done yet stays as it is.");
	}

	/** Adds the number of those that are due already, and why they are left out. */
	public DecisionAnswer withDue(Total due) {
		return new DecisionAnswer(this.id, this.action, this.dryRun, this.found, this.more, due.total(), this.filter,
				(due.total() == 0) ? this.message : this.message + " Left out "
						+ (due.total() == 1 ? "is one" : "are " + (due.more() ? "more than " : "") + due.total())
						+ " due already: attempted next, unless the "
						+ "circuit breaker is open or the route is stopped.");
	}

}
