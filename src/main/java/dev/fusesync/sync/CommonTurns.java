package dev.fusesync.sync;

import dev.fusesync.inbox.BrokerFound;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ActiveMQQueueExistsException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.messaginghub.pooled.jms.JmsPoolSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.jms.JmsException;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.stereotype.Component;

/**
 * The turns of all instances on one broker. Each is a queue that never holds a message
 * and lets in one consumer: whoever consumes from it has the turn of all connections
 * whose names fall to it. The consumer belongs to the session that holds the webhook, so
 * the broker gives up both together if the instance dies.
 */
@Component
@ConditionalOnProperty(name = "spring.artemis.mode", havingValue = "native")
class CommonTurns {

	/** The same for all instances on one broker. */
	static final int TURNS = 2_048;

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	private static final String ADDRESS = "turns";

	private final JmsTemplate jms;

	CommonTurns(ConnectionFactory connections) {
		this.jms = new JmsTemplate(connections);
	}

	/**
	 * Takes a connection's turn, to be closed when it is over; null if another has it.
	 */
	ClientConsumer take(String connection, Session session) throws JMSException, ActiveMQException {
		ClientSession core = ((ActiveMQSession) ((JmsPoolSession) session).getInternalSession()).getCoreSession();
		String queue = ADDRESS + "." + Math.floorMod(connection.hashCode(), TURNS);
		try {
			return core.createConsumer(queue);
		}
		catch (ActiveMQException ex) {
			if (ex.getType() == ActiveMQExceptionType.MAX_CONSUMER_LIMIT_EXCEEDED) {
				return null;
			}
			if (ex.getType() != ActiveMQExceptionType.QUEUE_DOES_NOT_EXIST) {
				throw ex;
			}
			make(queue, core);
			return take(connection, session);
		}
	}

	/** Not durable: with the broker all its consumers end too. */
	private static void make(String queue, ClientSession core) throws ActiveMQException {
		try {
			core.createQueue(QueueConfiguration.of(queue)
				.setAddress(ADDRESS)
				.setRoutingType(RoutingType.ANYCAST)
				.setDurable(false)
				.setMaxConsumers(1));
		}
		catch (ActiveMQQueueExistsException ex) {
			// Another one was faster.
		}
	}

	/** Says at once if no turn can be had, and not with every webhook. */
	@EventListener(BrokerFound.class)
	void tryOne() {
		try {
			this.jms.execute((session) -> {
				try (ClientConsumer turn = take("", session)) {
					return turn;
				}
				catch (ActiveMQException ex) {
					throw new JMSException(ex.getMessage());
				}
			});
		}
		catch (JmsException ex) {
			LOG.error("No webhook can be synced: the broker lets nobody take turns. {}", ex.getMessage());
		}
	}

}
