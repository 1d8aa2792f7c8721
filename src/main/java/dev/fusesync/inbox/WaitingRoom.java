package dev.fusesync.inbox;

import dev.fusesync.sync.retry.RetrySettings;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Says in the variable {@code room}, true or false, whether the queue {@code waiting} may
 * take one more webhook. The broker keeps every message with a delivery time in memory,
 * so that queue must not grow with the number of webhooks that fail.
 */
@Component
class WaitingRoom implements Processor {

	private static final String QUEUE = "waiting";

	private final StoredWebhooks stored;

	private final RetrySettings settings;

	WaitingRoom(StoredWebhooks stored, RetrySettings settings) {
		this.stored = stored;
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) {
		exchange.setVariable("room", hasRoom());
	}

	boolean hasRoom() {
		return this.stored.count(QUEUE) < this.settings.mostWaiting()
				&& this.stored.size(QUEUE) < this.settings.mostWaitingSize().toBytes();
	}

}
