package dev.fusesync.sync;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.springframework.stereotype.Component;

/**
 * Writes on a dead letter why its webhook could not be synced: the headers
 * {@code dead-letter-reason}, {@code dead-letter-status}, {@code dead-letter-code} and
 * {@code dead-letter-request-id}, the last three only where Fuse answered.
 */
@Component
class SyncFailure implements Processor {

	@Override
	public void process(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		Message deadLetter = exchange.getMessage();
		deadLetter.setHeader("dead-letter-reason", reason(cause));
		if (cause instanceof HttpOperationFailedException failure) {
			FuseAnswer answer = answer(failure);
			deadLetter.setHeader("dead-letter-status", failure.getStatusCode());
			deadLetter.setHeader("dead-letter-code", answer.code());
			deadLetter.setHeader("dead-letter-request-id", answer.requestId());
		}
	}

	/**
	 * A sentence for the person on call; quotes neither an answer's text nor a secret.
	 */
	static String reason(Throwable cause) {
		if (cause instanceof HttpOperationFailedException failure) {
			String code = answer(failure).code();
			return "Fuse answered " + failure.getStatusCode() + (code.isEmpty() ? "." : " with " + code + ".");
		}
		if (cause instanceof SocketTimeoutException) {
			return "Fuse did not answer in time (" + cause.getMessage() + ").";
		}
		if (cause instanceof IOException) {
			return "Fuse could not be reached (" + cause.getMessage() + ").";
		}
		return "An unexpected " + cause.getClass().getSimpleName() + " stopped it.";
	}

	private static FuseAnswer answer(HttpOperationFailedException failure) {
		String body = failure.getResponseBody();
		return FuseAnswer.of((body == null) ? null : body.getBytes(StandardCharsets.UTF_8));
	}

}
