package dev.fusesync.sync.failure;

import dev.fusesync.store.Failure;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import org.springframework.stereotype.Component;

/**
 * Describes in the variable {@code failure} why an attempt failed, as it is stored with
 * the webhook.
 */
@Component
class FailureDescription implements Processor {

	@Override
	public void process(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		exchange.setVariable(Failure.VARIABLE, of(cause));
	}

	static Failure of(Throwable cause) {
		String sentence = FailureSentence.of(cause);
		if (cause instanceof SyncFailedException answer) {
			return new Failure(answer.getFailureClass().label(), answer.getStatus(), orNull(answer.getCode()),
					orNull(answer.getRequestId()), sentence);
		}
		return new Failure(FailureClass.TRANSIENT.label(), null, null, null, sentence);
	}

	private static String orNull(String text) {
		return text.isEmpty() ? null : text;
	}

}
