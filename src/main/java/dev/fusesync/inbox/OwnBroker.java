package dev.fusesync.inbox;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

import org.springframework.stereotype.Component;

/** The broker in this program. */
@Component
class OwnBroker {

	private final EmbeddedActiveMQ broker;

	OwnBroker(EmbeddedActiveMQ broker) {
		this.broker = broker;
	}

	/** Why webhooks cannot be stored now, as a sentence; null while they can. */
	String trouble() {
		ActiveMQServer server = this.broker.getActiveMQServer();
		if (!server.isActive()) {
			return "The broker is not running";
		}
		return server.getPagingManager().isDiskFull() ? "The disk of the data directory is nearly full" : null;
	}

}
