package dev.fusesync.sync.failure;

import java.io.IOException;
import java.net.SocketTimeoutException;

import org.apache.camel.http.base.HttpOperationFailedException;

/** Says in a sentence why a webhook was not synced or delivered. */
public final class FailureSentence {

	private FailureSentence() {
	}

	/**
	 * A sentence for the person on call; quotes neither an answer's text nor a secret.
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
