package dev.fusesync.inbox;

import java.util.stream.Stream;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Refuses a webhook at once while the embedded broker could or should not store it.
 * Without this the sender would wait in vain: a broker whose disk is full does not refuse
 * a message but makes its producer wait until there is room.
 */
@Component
class InboxGuard implements Processor {

	private static final String[] BACKLOG = { "inbox", "waiting", "waiting-overflow" };

	private final ObjectProvider<EmbeddedActiveMQ> broker;

	private final InboxSettings settings;

	InboxGuard(ObjectProvider<EmbeddedActiveMQ> broker, InboxSettings settings) {
		this.broker = broker;
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) {
		check();
	}

	/**
	 * Does nothing while webhooks can be stored.
	 * @throws IllegalStateException with a sentence that says why they cannot
	 */
	void check() {
		EmbeddedActiveMQ embedded = this.broker.getIfAvailable();
		if (embedded == null) {
			return;
		}
		ActiveMQServer server = embedded.getActiveMQServer();
		if (!server.isActive()) {
			throw new IllegalStateException("The broker is not running");
		}
		if (server.getPagingManager().isDiskFull()) {
			throw new IllegalStateException("The disk of the data directory is nearly full");
		}
		if (this.settings.maxBacklog() > 0 && backlog(server) >= this.settings.maxBacklog()) {
			throw new IllegalStateException("The backlog is longer than fuse.inbox.max-backlog");
		}
	}

	/**
	 * Webhooks that are still to be synced, those that wait for another attempt included.
	 */
	private static long backlog(ActiveMQServer server) {
		return Stream.of(BACKLOG).mapToLong((name) -> {
			Queue queue = server.locateQueue(SimpleString.of(name));
			return (queue != null) ? queue.getMessageCount() : 0;
		}).sum();
	}

}
