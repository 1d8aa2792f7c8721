package dev.fusesync.inbox;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Refuses a webhook at once while the embedded broker could not store it. Without this
 * the sender would wait in vain: a broker whose disk is full does not refuse a message
 * but makes its producer wait until there is room.
 */
@Component
class InboxGuard implements Processor {

	private final ObjectProvider<EmbeddedActiveMQ> broker;

	InboxGuard(ObjectProvider<EmbeddedActiveMQ> broker) {
		this.broker = broker;
	}

	@Override
	public void process(Exchange exchange) {
		EmbeddedActiveMQ embedded = this.broker.getIfAvailable();
		if (embedded != null) {
			ActiveMQServer server = embedded.getActiveMQServer();
			if (!server.isActive()) {
				throw new IllegalStateException("The broker is not running");
			}
			if (server.getPagingManager().isDiskFull()) {
				throw new IllegalStateException("The disk of the data directory is nearly full");
			}
		}
	}

}
