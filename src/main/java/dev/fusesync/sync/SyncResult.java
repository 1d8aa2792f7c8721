package dev.fusesync.sync;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * After a sync call that succeeded: keeps Fuse's {@code request_id} in the variable
 * {@code request-id}. Never fails, since the webhook is synced whatever the answer says.
 */
@Component
class SyncResult implements Processor {

	@Override
	public void process(Exchange exchange) {
		FuseAnswer answer = FuseAnswer.of(exchange.getMessage().getBody(byte[].class));
		exchange.setVariable("request-id", answer.requestId());
	}

}
