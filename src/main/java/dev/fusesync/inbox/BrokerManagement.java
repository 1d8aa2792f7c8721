package dev.fusesync.inbox;

import java.util.Collection;
import java.util.stream.Collectors;

import org.apache.activemq.artemis.api.core.management.QueueControl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.springframework.stereotype.Component;

/** Moves messages between queues inside the broker, which JMS has no call for. */
@Component
public class BrokerManagement {

	private final EmbeddedActiveMQ broker;

	BrokerManagement(EmbeddedActiveMQ broker) {
		this.broker = broker;
	}

	/**
	 * Moves the messages with these ids, however deep they lie. Others may be gone.
	 * @throws IllegalStateException if the broker refuses it
	 */
	public void move(String from, String to, Collection<String> ids) {
		if (!ids.isEmpty()) {
			String filter = ids.stream().collect(Collectors.joining("','ID:", "AMQUserID IN ('ID:", "')"));
			call(from, (queue) -> queue.moveMessages(ids.size(), filter, to, false, ids.size()));
		}
	}

	/**
	 * Moves all messages.
	 * @throws IllegalStateException if the broker refuses it
	 */
	public void moveAll(String from, String to) {
		call(from, (queue) -> queue.moveMessages("", to));
	}

	private void call(String name, Move move) {
		try {
			move.of(this.broker.getActiveMQServer().getManagementService().getQueueControl(name));
		}
		catch (Exception ex) {
			throw new IllegalStateException("The broker could not move messages of " + name + ": " + ex.getMessage(),
					ex);
		}
	}

	private interface Move {

		int of(QueueControl queue) throws Exception;

	}

}
