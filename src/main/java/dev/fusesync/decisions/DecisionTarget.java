package dev.fusesync.decisions;

import java.util.List;

/**
 * What decisions about many are about, and how they change it.
 *
 * @param <C> a webhook that a decision may apply to
 */
public interface DecisionTarget<C extends DecisionTarget.Candidate> {

	/** Its name in the store and in answers. */
	String name();

	/** The plural of what the decision is about, for the log. */
	String plural(ManyDecision many);

	/**
	 * Whether the action leads to calls, so that it is carried out at the configured
	 * rate.
	 */
	boolean isPaced(String action);

	/** The next webhooks that the decision is about; none if there are no more. */
	List<C> next(ManyDecision many, int rows);

	/**
	 * Applies the decision to these webhooks and moves its position behind the last one,
	 * in one transaction. Logs each.
	 * @return the number of those that were changed
	 */
	int carryOut(ManyDecision many, List<C> next);

	/** A webhook that a decision may apply to. */
	interface Candidate {

		/** Its position in the order in which decisions are carried out. */
		Place place();

		/** Size of its body, which the decision may delete, in bytes. */
		int size();

	}

}
