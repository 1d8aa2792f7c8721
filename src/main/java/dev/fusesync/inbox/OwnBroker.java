package dev.fusesync.inbox;

import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The broker in this program. */
@Component
@ConditionalOnProperty(name = BrokerElsewhere.MODE, havingValue = "embedded", matchIfMissing = true)
class OwnBroker implements BrokerState {

	private final EmbeddedActiveMQ broker;

	private final ApplicationEventPublisher events;

	OwnBroker(EmbeddedActiveMQ broker, ApplicationEventPublisher events) {
		this.broker = broker;
		this.events = events;
	}

	@Override
	public String trouble() {
		ActiveMQServer server = this.broker.getActiveMQServer();
		if (!server.isActive()) {
			return "The broker is not running";
		}
		return server.getPagingManager().isDiskFull() ? "The disk of the data directory is nearly full" : null;
	}

	@EventListener(ApplicationReadyEvent.class)
	void isThere() {
		this.events.publishEvent(new BrokerFound());
	}

}
