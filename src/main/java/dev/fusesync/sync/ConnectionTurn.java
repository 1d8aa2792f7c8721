package dev.fusesync.sync;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * One webhook of a connection at a time. Takes the turn for a webhook until its exchange
 * ends, with the variable {@code turn} "now"; if another one of the connection has it,
 * says "later" and sets the label {@code webhook-due} to a moment later, longer each
 * time, up to half a minute. Nobody waits for that with a consumer in hand, so a
 * connection that hangs costs the others one consumer and no more. Instances that share a
 * broker share the turns too, see {@link CommonTurns}. Large bodies wait here, before
 * they are read, until there is memory for them, which {@link BodiesInWork} bounds.
 */
@Component
class ConnectionTurn implements Processor {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	/** Doublings of the first wait: 500 ms to 32 s. */
	private static final int MOST_DOUBLINGS = 6;

	private final Set<String> inWork = ConcurrentHashMap.newKeySet();

	/** Null if no other instance shares the broker. */
	private final CommonTurns common;

	private final BodiesInWork bodies = new BodiesInWork();

	private final Clock clock = Clock.systemUTC();

	ConnectionTurn(ObjectProvider<CommonTurns> common) {
		this.common = common.getIfAvailable();
	}

	@Override
	public void process(Exchange exchange) throws JMSException, InterruptedException {
		Turn turn = new Turn();
		exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
			@Override
			public void onDone(Exchange done) {
				turn.giveBack();
			}
		});
		String connection = exchange.getVariable("connection", "", String.class);
		if (takeMemory(exchange, turn) && takeHere(connection, turn) && takeInBroker(connection, exchange, turn)) {
			exchange.setVariable("turn", "now");
		}
		else {
			exchange.setVariable("turn", "later");
			delay(exchange.getMessage());
		}
	}

	private boolean takeHere(String connection, Turn turn) {
		boolean free = connection.isEmpty() || this.inWork.add(connection);
		if (free) {
			turn.has(() -> this.inWork.remove(connection));
		}
		return free;
	}

	/** If the broker does not say whether it is free, the webhook stays in the inbox. */
	private boolean takeInBroker(String connection, Exchange exchange, Turn turn) {
		if (this.common == null || connection.isEmpty()) {
			return true;
		}
		try {
			ClientConsumer taken = this.common.take(connection, exchange.getMessage(JmsMessage.class).getJmsSession());
			if (taken != null) {
				turn.has(() -> close(taken));
			}
			return taken != null;
		}
		catch (JMSException | ActiveMQException ex) {
			LOG.warn("The turn cannot be taken, so the webhook stays in the inbox: {}", ex.getMessage());
			exchange.setRollbackOnly(true);
			return false;
		}
	}

	private static void close(ClientConsumer taken) {
		try {
			taken.close();
		}
		catch (ActiveMQException ex) {
			// It ends with its connection.
		}
	}

	private boolean takeMemory(Exchange exchange, Turn turn) throws JMSException, InterruptedException {
		int taken = this.bodies.take(exchange);
		if (taken >= 0) {
			turn.has(() -> this.bodies.giveBack(taken));
		}
		return taken >= 0;
	}

	private void delay(Message message) {
		int turns = message.getHeader("webhook-turns", 0, Integer.class);
		Duration nominal = FIRST_WAIT.multipliedBy(1L << Math.min(turns, MOST_DOUBLINGS));
		long wait = Math.round(nominal.toMillis() * (0.8 + 0.4 * RandomGenerator.getDefault().nextDouble()));
		message.setHeader("webhook-turns", turns + 1);
		message.setHeader("webhook-due", this.clock.millis() + wait);
	}

}
