package dev.fusesync.deadletters.endpoint;

import dev.fusesync.deadletters.DeadLetterFilter;
import dev.fusesync.deadletters.Decision;

/**
 * Answers what is done with many dead letters.
 *
 * @param filter what was understood of the filters
 * @param found how many match
 */
record DecidedMany(String action, boolean dryRun, int found, DeadLetterFilter filter, String message) {

	static DecidedMany of(Decision decision, DeadLetterFilter filter, int found, boolean dryRun) {
		return new DecidedMany(decision.action(), dryRun, found, filter, dryRun
				? "Nothing was done yet. Send it again with dryRun false to " + decision.action() + " these."
				: "It goes on in the background, the log says when it is done. What is not done yet stays a dead letter.");
	}

}
