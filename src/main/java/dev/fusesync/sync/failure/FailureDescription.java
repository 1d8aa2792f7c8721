package dev.fusesync.sync.failure;

import dev.fusesync.store.Failure;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import org.springframework.stereotype.Component;

/**
 * Sets the variable {@code failure} to the reason why an attempt failed, as stored with
 * the webhook.
 */
@Component
class FailureDescription implements Processor {

	@Override
	public void process(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		exchange.setVariable(Failure.VARIABLE, FailureSentence.describe(cause));
	}

}
