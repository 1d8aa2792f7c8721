package dev.fusesync.sync;

import dev.fusesync.sync.failure.CredentialException;
import dev.fusesync.sync.failure.FailureSentence;
import dev.fusesync.sync.failure.FailureClass;
import dev.fusesync.sync.failure.SyncFailedException;
import io.micrometer.core.instrument.Tags;

/**
 * How a call to Fuse ended, as metric tags with few values each.
 *
 * @param outcome synced, failed, or unanswered if there was no response
 * @param status class of the response's status, as 2xx; none without a response
 * @param failureClass value of the {@link FailureClass}; none if synced
 * @param sentence the same as a sentence
 */
record CallResult(String outcome, String status, String failureClass, String sentence) {

	private static final String NONE = "none";

	static CallResult of(Throwable failure) {
		if (failure == null) {
			return new CallResult("synced", "2xx", NONE, "Synced.");
		}
		String sentence = FailureSentence.of(failure);
		if (failure instanceof SyncFailedException answer) {
			return new CallResult("failed", answer.getStatus() / 100 + "xx", answer.getFailureClass().value(),
					sentence);
		}
		if (failure instanceof CredentialException) {
			return new CallResult("failed", NONE, FailureClass.CONFIGURATION.value(), sentence);
		}
		return new CallResult("unanswered", NONE, FailureClass.TRANSIENT.value(), sentence);
	}

	Tags tags() {
		return Tags.of("outcome", this.outcome, "status", this.status, "class", this.failureClass);
	}

	/** Whether the result tells if Fuse, or the aggregator, accepts the credentials. */
	boolean isAboutCredentials() {
		return !this.failureClass.equals(FailureClass.TRANSIENT.value())
				&& !this.failureClass.equals(FailureClass.THROTTLED.value());
	}

	boolean isRefused() {
		return this.failureClass.equals(FailureClass.CONFIGURATION.value())
				|| this.failureClass.equals(FailureClass.AGGREGATOR.value());
	}

}
