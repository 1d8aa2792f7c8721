package dev.fusesync.sync;

import dev.fusesync.sync.failure.CredentialException;
import dev.fusesync.sync.failure.FailureSentence;
import dev.fusesync.sync.failure.FailureClass;
import dev.fusesync.sync.failure.SyncFailedException;
import io.micrometer.core.instrument.Tags;

/**
 * How a call to Fuse ended, for the metrics: each part has few values.
 *
 * @param outcome synced, failed, or unanswered if no answer came
 * @param status class of the answer's status, as 2xx; none without an answer
 * @param failureClass label of the {@link FailureClass}, none if it is synced
 * @param sentence the same for a person
 */
record CallResult(String outcome, String status, String failureClass, String sentence) {

	private static final String NONE = "none";

	static CallResult of(Throwable failure) {
		if (failure == null) {
			return new CallResult("synced", "2xx", NONE, "Synced.");
		}
		String sentence = FailureSentence.of(failure);
		if (failure instanceof SyncFailedException answer) {
			return new CallResult("failed", answer.getStatus() / 100 + "xx", answer.getFailureClass().label(),
					sentence);
		}
		if (failure instanceof CredentialException) {
			return new CallResult("failed", NONE, FailureClass.CONFIGURATION.label(), sentence);
		}
		return new CallResult("unanswered", NONE, FailureClass.TRANSIENT.label(), sentence);
	}

	Tags tags() {
		return Tags.of("outcome", this.outcome, "status", this.status, "class", this.failureClass);
	}

	/**
	 * Whether it shows what Fuse, or the aggregator behind it, thinks of our credentials.
	 */
	boolean isAboutCredentials() {
		return !this.failureClass.equals(FailureClass.TRANSIENT.label())
				&& !this.failureClass.equals(FailureClass.THROTTLED.label());
	}

	boolean isRefused() {
		return this.failureClass.equals(FailureClass.CONFIGURATION.label())
				|| this.failureClass.equals(FailureClass.AGGREGATOR.label());
	}

}
