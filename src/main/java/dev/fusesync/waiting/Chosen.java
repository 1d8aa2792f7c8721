package dev.fusesync.waiting;

import dev.fusesync.decisions.DecisionTarget.Candidate;
import dev.fusesync.decisions.Place;

/**
 * A waiting webhook selected for a decision. Its body is not deleted.
 *
 * @param place its position in the order of due times
 */
record Chosen(Place place, Waiting webhook) implements Candidate {

	@Override
	public int size() {
		return 0;
	}

	boolean isDue() {
		return this.webhook.state().equals(Waiting.DUE);
	}

}
