package dev.fusesync.store;

import java.util.List;

/**
 * The outcome of a claimed webhook. The body of a finished webhook is deleted; its row is
 * kept as history.
 */
public sealed interface Outcome {

	/**
	 * Synced, or delivered to the receivers of other events.
	 *
	 * @param state the new state of the row: synced or delivered
	 * @param requestId Fuse's id of the call; null without one
	 * @param covered waiting webhooks with the same content, stored before the call
	 * began, which are finished with it
	 */
	record Finished(String state, String requestId, List<StoredWebhook> covered) implements Outcome {

		/** An outcome that covers no other webhook. */
		public Finished(String state, String requestId) {
			this(state, requestId, List.of());
		}

	}

	/**
	 * To be attempted again.
	 *
	 * @param retry when
	 * @param failure why; null if unknown
	 */
	record Retried(Retry retry, Failure failure) implements Outcome {

	}

	/**
	 * Given up until a person replays or discards it.
	 *
	 * @param failure why
	 */
	record DeadLettered(Failure failure) implements Outcome {

	}

	/**
	 * Given back without an outcome, due again after a delay.
	 *
	 * @param delayMs the delay in ms
	 */
	record GivenBack(long delayMs) implements Outcome {

	}

	/**
	 * Unchanged, since work on it stopped in an orderly way: does not count as an attempt
	 * during which the program ended.
	 */
	record Dropped() implements Outcome {

	}

	/** The webhook is synced. */
	String SYNCED = "synced";

	/** Another webhook with the same content was synced. */
	String COVERED = "covered";

	/** The webhook was delivered to the receivers of other events. */
	String DELIVERED = "delivered";

}
