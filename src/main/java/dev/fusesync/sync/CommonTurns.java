package dev.fusesync.sync;

import dev.fusesync.inbox.BrokerFound;
import dev.fusesync.inbox.StoredWebhooks;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.jms.JmsException;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.stereotype.Component;

/**
 * The turns of all instances on one broker: a token for each in the queue {@code turns},
 * and for each connection the one that its name falls to. An instance takes the token and
 * puts it back in the very transaction of the webhook, so that a commit, a rollback and a
 * crash all free the turn, and never before the webhook itself is free.
 */
@Component
@ConditionalOnProperty(name = "spring.artemis.mode", havingValue = "native")
class CommonTurns {

	static final int TURNS = 1_024;

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	private static final String QUEUE = "turns";

	private static final String NUMBER = "turn";

	/** The broker drops a second message with the same. */
	private static final String UNIQUE = "_AMQ_DUPL_ID";

	private final StoredWebhooks stored;

	private final JmsTemplate jms;

	CommonTurns(ConnectionFactory connections, StoredWebhooks stored) {
		this.stored = stored;
		this.jms = new JmsTemplate(connections);
	}

	/**
	 * Takes the turn of a connection until the session's transaction ends, if it is free.
	 */
	boolean take(String connection, Session session) throws JMSException {
		int turn = Math.floorMod(connection.hashCode(), TURNS);
		Queue turns = session.createQueue(QUEUE);
		try (MessageConsumer consumer = session.createConsumer(turns, NUMBER + " = " + turn)) {
			if (consumer.receiveNoWait() == null) {
				return false;
			}
		}
		try (MessageProducer producer = session.createProducer(turns)) {
			producer.send(token(turn, session));
		}
		return true;
	}

	/** Makes the tokens that there are not yet; any number of instances may at once. */
	@EventListener(BrokerFound.class)
	void prepare() {
		try {
			if (this.stored.count(QUEUE) < TURNS) {
				this.jms.execute(QUEUE, (session, producer) -> {
					for (int turn = 0; turn < TURNS; turn++) {
						Message token = token(turn, session);
						token.setStringProperty(UNIQUE, NUMBER + turn);
						producer.send(token);
					}
					return null;
				});
			}
		}
		catch (JmsException ex) {
			LOG.warn("The turns are not all there, so webhooks may wait until the broker is found again. {}",
					ex.getMessage());
		}
	}

	private static Message token(int turn, Session session) throws JMSException {
		Message token = session.createMessage();
		token.setIntProperty(NUMBER, turn);
		return token;
	}

}
