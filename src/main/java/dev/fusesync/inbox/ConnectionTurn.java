package dev.fusesync.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import jakarta.jms.JMSException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/**
 * One webhook of a connection at a time. Takes the turn for a webhook until its exchange
 * ends, with the variable {@code turn} "now"; if another one of the connection has it,
 * says "later" and sets the label {@code webhook-due} to a moment later, longer each
 * time, up to half a minute. Nobody waits for that with a consumer in hand, so a
 * connection that hangs costs the others one consumer and no more. Large bodies wait
 * here, before they are read, until there is memory for them, which {@link BodiesInWork}
 * bounds.
 */
@Component
class ConnectionTurn implements Processor {

	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	/** Doublings of the first wait: 500 ms to 32 s. */
	private static final int MOST_DOUBLINGS = 6;

	private final Set<String> inWork = ConcurrentHashMap.newKeySet();

	private final BodiesInWork bodies = new BodiesInWork();

	private final Clock clock = Clock.systemUTC();

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
		if (takeMemory(exchange, turn) && takeHere(connection, turn)) {
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
