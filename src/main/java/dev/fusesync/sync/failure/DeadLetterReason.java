package dev.fusesync.sync.failure;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Writes on a dead letter why its webhook was not synced: the headers
 * {@code dead-letter-class} and {@code dead-letter-reason} and, where Fuse answered,
 * {@code dead-letter-status}, {@code dead-letter-code} and
 * {@code dead-letter-request-id}.
 */
@Component
class DeadLetterReason implements Processor {

	@Override
	public void process(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		Message deadLetter = exchange.getMessage();
		deadLetter.setHeader("dead-letter-reason", FailureSentence.of(cause));
		deadLetter.setHeader("dead-letter-class", FailureClass.TRANSIENT.label());
		if (cause instanceof SyncFailedException failure) {
			deadLetter.setHeader("dead-letter-class", failure.getFailureClass().label());
			deadLetter.setHeader("dead-letter-status", failure.getStatus());
			deadLetter.setHeader("dead-letter-code", failure.getCode());
			deadLetter.setHeader("dead-letter-request-id", failure.getRequestId());
		}
	}

}
