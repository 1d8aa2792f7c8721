package dev.fusesync.sync.failure;

import java.time.Duration;

/**
 * Fuse's response to a sync call was not successful. The message is a sentence for the
 * person on call and contains nothing of the response except Fuse's error code.
 */
public final class SyncFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	private final FailureClass failureClass;

	private final int status;

	private final transient FuseAnswer answer;

	private final Duration retryAfter;

	/** Creates the exception for a classified response. */
	public SyncFailedException(FailureClass failureClass, int status, FuseAnswer answer, Duration retryAfter) {
		this("Fuse answered " + status + (answer.code().isEmpty() ? "" : " with " + answer.code()) + ".", failureClass,
				status, answer, retryAfter);
	}

	private SyncFailedException(String sentence, FailureClass failureClass, int status, FuseAnswer answer,
			Duration retryAfter) {
		super(sentence, null, false, false);
		this.failureClass = failureClass;
		this.status = status;
		this.answer = answer;
		this.retryAfter = retryAfter;
	}

	/** Creates the exception for a 2xx response that cannot have come from Fuse. */
	public static SyncFailedException page(FuseAnswer answer) {
		return new SyncFailedException("A gateway, not Fuse, answered with success and a page of HTML.",
				FailureClass.TRANSIENT, 200, answer, null);
	}

	/** Returns the same failure, blamed on the credentials of one aggregator. */
	public SyncFailedException ofAggregator() {
		return new SyncFailedException(
				"Fuse answered " + this.status + ", while webhooks of other aggregators are synced.",
				FailureClass.AGGREGATOR, this.status, this.answer, this.retryAfter);
	}

	/** Whether every further attempt would fail in the same way. */
	public boolean isPermanent() {
		return !this.failureClass.isHealing();
	}

	/**
	 * Whether another call within seconds may succeed: a gateway failed without a
	 * {@code Retry-After}.
	 */
	public boolean isRedeliverable() {
		return this.failureClass.isHealing() && this.retryAfter == null && this.status >= 502 && this.status <= 504;
	}

	/** Whether the response contains an error of Fuse; a gateway's does not. */
	public boolean isOfFuse() {
		return this.answer.errors().stream().anyMatch((names) -> !names.isEmpty());
	}

	public FailureClass getFailureClass() {
		return this.failureClass;
	}

	public int getStatus() {
		return this.status;
	}

	/** Fuse's error code; empty if missing. */
	public String getCode() {
		return this.answer.code();
	}

	/** Fuse's id of the call; empty if missing. */
	public String getRequestId() {
		return this.answer.requestId();
	}

	/** The wait given by {@code Retry-After}; null if missing. */
	public Duration getRetryAfter() {
		return this.retryAfter;
	}

}
