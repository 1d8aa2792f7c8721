package dev.fusesync.sync;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Says in the variable {@code room}, true or false, whether the queue {@code waiting} may
 * take one more webhook. The broker keeps every message with a delivery time in memory,
 * so that queue must not grow with the number of webhooks that fail. An external broker
 * is taken to have room always.
 */
@Component
class WaitingRoom implements Processor {

	private static final SimpleString QUEUE = SimpleString.of("waiting");

	private final ObjectProvider<EmbeddedActiveMQ> broker;

	private final RetrySettings settings;

	WaitingRoom(ObjectProvider<EmbeddedActiveMQ> broker, RetrySettings settings) {
		this.broker = broker;
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) {
		exchange.setVariable("room", hasRoom());
	}

	boolean hasRoom() {
		EmbeddedActiveMQ embedded = this.broker.getIfAvailable();
		Queue queue = (embedded != null) ? embedded.getActiveMQServer().locateQueue(QUEUE) : null;
		return queue == null || queue.getMessageCount() < this.settings.mostWaiting()
				&& queue.getPersistentSize() < this.settings.mostWaitingSize().toBytes();
	}

}
