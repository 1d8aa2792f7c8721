package dev.fusesync.sync;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Adds the configured credentials to the message as headers, for the call that follows
 * and for nothing else. Read at every call, so they are never in the inbox, and a swapped
 * secret file serves the webhooks already waiting.
 */
@Component
class AggregatorCredentials implements Processor {

	private final SyncSettings settings;

	AggregatorCredentials(SyncSettings settings) {
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) {
		Message message = exchange.getMessage();
		this.settings.credentials().forEach((name, secret) -> message.setHeader(name, secret.text()));
	}

}
