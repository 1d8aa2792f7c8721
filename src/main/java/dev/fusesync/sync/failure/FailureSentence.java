package dev.fusesync.sync.failure;

import java.io.IOException;
import java.net.SocketTimeoutException;

import dev.fusesync.store.Failure;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Describes in a sentence why a webhook was not synced or delivered. */
public final class FailureSentence {

	private FailureSentence() {
	}

	/** Describes a failed attempt, as stored with the webhook. */
	public static Failure describe(Throwable cause) {
		String sentence = of(cause);
		if (cause instanceof SyncFailedException answer) {
			return new Failure(answer.getFailureClass().value(), answer.getStatus(), orNull(answer.getCode()),
					orNull(answer.getRequestId()), sentence);
		}
		if (cause instanceof HttpOperationFailedException refusal) {
			return new Failure(FailureClass.ofOtherReceiver(refusal.getStatusCode()).value(), refusal.getStatusCode(),
					null, null, sentence);
		}
		return new Failure(FailureClass.TRANSIENT.value(), null, null, null, sentence);
	}

	private static String orNull(String text) {
		return text.isEmpty() ? null : text;
	}

	/**
	 * Returns a sentence for the person on call, without the response's text or a secret.
	 */
	public static String of(Throwable cause) {
		if (cause instanceof SyncFailedException) {
			return cause.getMessage();
		}
		if (cause instanceof HttpOperationFailedException refusal) {
			return "The receiver answered " + refusal.getStatusCode() + ".";
		}
		if (cause instanceof CredentialException) {
			return cause.getMessage() + ".";
		}
		if (cause instanceof SocketTimeoutException) {
			return "No answer in time (" + cause.getMessage() + ").";
		}
		if (cause instanceof IOException) {
			return "No connection (" + cause.getMessage() + ").";
		}
		return "An unexpected " + cause.getClass().getSimpleName() + " stopped it.";
	}

}
