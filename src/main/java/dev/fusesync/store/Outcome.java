package dev.fusesync.store;

/**
 * What became of a webhook that was claimed. A webhook that is finished loses its body;
 * its row stays as history.
 */
public sealed interface Outcome {

	/**
	 * Synced, or delivered to the receivers of other events.
	 *
	 * @param state the state of the row then: synced or delivered
	 * @param requestId Fuse's id of the call; null without one
	 */
	record Finished(String state, String requestId) implements Outcome {

	}

	/**
	 * To be attempted again.
	 *
	 * @param retry when
	 * @param failure why; null if not known
	 */
	record Retried(Retry retry, Failure failure) implements Outcome {

	}

	/**
	 * Given up, until a person decides.
	 *
	 * @param failure why
	 */
	record DeadLettered(Failure failure) implements Outcome {

	}

	/**
	 * Given back without an outcome, to come again after a delay.
	 *
	 * @param delayMs the delay
	 */
	record GivenBack(long delayMs) implements Outcome {

	}

	/** Left as it was by somebody who stops work: the program did not end during it. */
	record Dropped() implements Outcome {

	}

	/** The webhook is synced. */
	String SYNCED = "synced";

	/** The webhook was delivered to the receivers of other events. */
	String DELIVERED = "delivered";

}
