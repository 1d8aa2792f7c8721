package dev.fusesync.sync.failure;

import java.time.Duration;

/**
 * Fuse answered a sync call, but not with success. The message is a sentence for the
 * person on call and quotes nothing of the answer but Fuse's error code.
 */
public final class SyncFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	private final FailureClass failureClass;

	private final int status;

	private final transient FuseAnswer answer;

	private final Duration retryAfter;

	/** An answer that has a class by the table of failures. */
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

	/** An answer with a 2xx that cannot have come from Fuse. */
	public static SyncFailedException page(FuseAnswer answer) {
		return new SyncFailedException("A gateway, not Fuse, answered with success and a page of HTML.",
				FailureClass.TRANSIENT, 200, answer, null);
	}

	/** Whether another attempt would fail alike, whenever it is made. */
	public boolean isPermanent() {
		return !this.failureClass.isHealing();
	}

	/**
	 * Whether another call within seconds may succeed: a gateway failed and named no time
	 * to come again.
	 */
	public boolean isRedeliverable() {
		return this.failureClass.isHealing() && this.retryAfter == null && this.status >= 502 && this.status <= 504;
	}

	/** Whether the response names an error of Fuse's; a gateway's does not. */
	public boolean isOfFuse() {
		return this.answer.errors().stream().anyMatch((names) -> !names.isEmpty());
	}

	public FailureClass getFailureClass() {
		return this.failureClass;
	}

	public int getStatus() {
		return this.status;
	}

	/** Fuse's error code; empty if it gave none. */
	public String getCode() {
		return this.answer.code();
	}

	/** Fuse's id of the call; empty if it gave none. */
	public String getRequestId() {
		return this.answer.requestId();
	}

	/** How long the endpoint asked to be left alone; null if it did not. */
	public Duration getRetryAfter() {
		return this.retryAfter;
	}

}
