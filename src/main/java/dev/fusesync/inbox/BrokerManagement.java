package dev.fusesync.inbox;

import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.springframework.stereotype.Component;

/**
 * Has the broker do what JMS has no call for. It is asked by messages, so that it may run
 * anywhere. All answers come to one temporary queue: one for each question would be a new
 * MBean each time, at which Hawtio forgets what it shows.
 */
@Component
public class BrokerManagement {

	private static final String MANAGEMENT = "activemq.management";

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final ConnectionFactory connections;

	private Line line;

	BrokerManagement(ConnectionFactory connections) {
		this.connections = connections;
	}

	/**
	 * Calls an operation of a queue's control.
	 * @throws IllegalStateException if the broker cannot be reached, refuses it, or does
	 * not answer within two minutes
	 */
	public synchronized Object call(String queue, String operation, Object... arguments) {
		try {
			Message answer = ask("queue." + queue, operation, arguments);
			if (answer == null || !JMSManagementHelper.hasOperationSucceeded(answer)) {
				Object why = (answer != null) ? JMSManagementHelper.getResult(answer) : "no answer in " + TIMEOUT;
				throw new IllegalStateException(why.toString());
			}
			return JMSManagementHelper.getResult(answer);
		}
		catch (Exception ex) {
			hangUp();
			throw new IllegalStateException(
					"The broker could not do " + operation + " with the queue " + queue + ": " + ex.getMessage(), ex);
		}
	}

	private Message ask(String resource, String operation, Object... arguments) throws JMSException {
		try {
			send(resource, operation, arguments);
		}
		catch (JMSException ex) {
			// The broker was away since the last question.
			hangUp();
			send(resource, operation, arguments);
		}
		return this.line.answers.receive(TIMEOUT.toMillis());
	}

	private void send(String resource, String operation, Object... arguments) throws JMSException {
		if (this.line == null) {
			this.line = Line.open(this.connections);
		}
		Message request = this.line.session.createMessage();
		request.setJMSReplyTo(this.line.replies);
		JMSManagementHelper.putOperationInvocation(request, resource, operation, arguments);
		this.line.requests.send(request);
	}

	/** The next question gets a new line, on which no late answer to this one comes. */
	@PreDestroy
	synchronized void hangUp() {
		if (this.line != null) {
			this.line.close();
			this.line = null;
		}
	}

	private record Line(Connection connection, Session session, Queue replies, MessageProducer requests,
			MessageConsumer answers) {

		static Line open(ConnectionFactory connections) throws JMSException {
			Connection connection = connections.createConnection();
			try {
				connection.start();
				Session session = connection.createSession();
				Queue replies = session.createTemporaryQueue();
				return new Line(connection, session, replies, session.createProducer(session.createQueue(MANAGEMENT)),
						session.createConsumer(replies));
			}
			catch (JMSException ex) {
				connection.close();
				throw ex;
			}
		}

		void close() {
			try {
				this.answers.close();
				this.connection.close();
			}
			catch (JMSException ex) {
				// It is gone either way.
			}
		}

	}

}
