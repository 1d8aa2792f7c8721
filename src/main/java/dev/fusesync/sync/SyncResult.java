package dev.fusesync.sync;

import java.nio.charset.StandardCharsets;

import dev.fusesync.sync.failure.FuseAnswer;
import dev.fusesync.sync.failure.SyncFailedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * After a sync call that succeeded: keeps Fuse's {@code request_id} in the variable
 * {@code request-id}, and since when the webhook has been in work, in ms, in
 * {@code took}. The webhook is synced whatever Fuse's answer says, and if it breaks off.
 * Only a page of HTML was never Fuse's: a gateway out of order has sent it, with a 200
 * all the same, and the webhook comes again.
 */
@Component
class SyncResult implements Processor {

	@Override
	public void process(Exchange exchange) throws SyncFailedException {
		byte[] body = exchange.getMessage().getBody(byte[].class);
		FuseAnswer answer = FuseAnswer.of(body);
		if (isPage(body)) {
			throw SyncFailedException.page(answer);
		}
		exchange.setVariable("request-id", answer.requestId());
		exchange.setVariable("took", exchange.getClock().elapsed());
	}

	private static boolean isPage(byte[] body) {
		return body != null && new String(body, StandardCharsets.ISO_8859_1).stripLeading().startsWith("<");
	}

}
