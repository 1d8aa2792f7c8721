package dev.fusesync.sync.failure;

import dev.fusesync.store.Failure;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;

import org.springframework.stereotype.Component;

/**
 * Describes in the variable {@code failure} why an attempt failed, as it is stored with
 * the webhook.
 */
@Component
public class FailureDescription implements Processor {

	@Override
	public void process(Exchange exchange) {
		exchange.setVariable(Failure.VARIABLE, of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
	}

	/** Why an attempt failed. Nothing of it quotes a body or a secret. */
	public static Failure of(Throwable cause) {
		String sentence = FailureSentence.of(cause);
		if (cause instanceof SyncFailedException answer) {
			return new Failure(answer.getFailureClass().label(), answer.getStatus(), orNull(answer.getCode()),
					orNull(answer.getRequestId()), sentence);
		}
		if (cause instanceof HttpOperationFailedException refusal) {
			return new Failure(FailureClass.ofOtherReceiver(refusal.getStatusCode()).label(), refusal.getStatusCode(),
					null, null, sentence);
		}
		return new Failure(FailureClass.TRANSIENT.label(), null, null, null, sentence);
	}

	private static String orNull(String text) {
		return text.isEmpty() ? null : text;
	}

}
