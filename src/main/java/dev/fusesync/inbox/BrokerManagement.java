package dev.fusesync.inbox;

import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.springframework.stereotype.Component;

/** Has the broker do what JMS has no call for, wherever it runs. */
@Component
public class BrokerManagement {

	private final BrokerLine line;

	BrokerManagement(ConnectionFactory connections) {
		this.line = new BrokerLine(connections, Duration.ofMinutes(2));
	}

	/**
	 * Calls an operation of a queue's control.
	 * @throws IllegalStateException if the broker cannot be reached, refuses it, or does
	 * not answer within two minutes
	 */
	public Object call(String queue, String operation, Object... arguments) {
		try {
			return this.line.call("queue." + queue, operation, arguments);
		}
		catch (JMSException | RuntimeException ex) {
			throw new IllegalStateException(
					"The broker could not do " + operation + " with the queue " + queue + ": " + ex.getMessage(), ex);
		}
	}

	@PreDestroy
	void hangUp() {
		this.line.close();
	}

}
