package dev.fusesync.inbox;

import java.time.Duration;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;

/**
 * Asks the broker's management by messages, so that the broker may run anywhere. All
 * answers come to one temporary queue: one for each question would be a new MBean each
 * time, at which Hawtio forgets what it shows.
 */
final class BrokerLine implements AutoCloseable {

	private static final String MANAGEMENT = "activemq.management";

	private final ConnectionFactory connections;

	private final Duration patience;

	private Line line;

	BrokerLine(ConnectionFactory connections, Duration patience) {
		this.connections = connections;
		this.patience = patience;
	}

	/** The answer of an operation of the broker or of a part of it. */
	Object call(String resource, String operation, Object... arguments) throws JMSException {
		return ask((question) -> JMSManagementHelper.putOperationInvocation(question, resource, operation, arguments));
	}

	Object attribute(String resource, String name) throws JMSException {
		return ask((question) -> JMSManagementHelper.putAttribute(question, resource, name));
	}

	private synchronized Object ask(Question question) throws JMSException {
		try {
			if (this.line == null || !sent(question)) {
				this.line = Line.open(this.connections);
				send(question);
			}
			return read(this.line.answers.receive(this.patience.toMillis()));
		}
		catch (JMSException | RuntimeException ex) {
			// The next question gets a new line, on which no late answer comes.
			close();
			throw ex;
		}
	}

	/** Not if the broker was away since the last question. */
	private boolean sent(Question question) {
		try {
			send(question);
			return true;
		}
		catch (JMSException ex) {
			close();
			return false;
		}
	}

	private void send(Question question) throws JMSException {
		Message message = this.line.session.createMessage();
		message.setJMSReplyTo(this.line.replies);
		question.write(message);
		this.line.requests.send(message);
	}

	private Object read(Message answer) throws JMSException {
		if (answer == null) {
			throw new JMSException("no answer in " + this.patience.toSeconds() + " s");
		}
		try {
			Object result = JMSManagementHelper.getResult(answer);
			if (!JMSManagementHelper.hasOperationSucceeded(answer)) {
				throw new JMSException(String.valueOf(result));
			}
			return result;
		}
		catch (JMSException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public synchronized void close() {
		if (this.line != null) {
			this.line.close();
			this.line = null;
		}
	}

	/** What is written on a question. */
	private interface Question {

		void write(Message message) throws JMSException;

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
