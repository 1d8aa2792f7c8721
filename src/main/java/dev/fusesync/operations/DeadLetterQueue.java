package dev.fusesync.operations;

import java.util.Enumeration;
import java.util.Optional;
import java.util.function.Predicate;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.stereotype.Component;

/**
 * The queue {@code dead-letter}. Whatever takes a dead letter out of it is one local
 * transaction of one session, so that a webhook is always in exactly one place.
 */
@Component
class DeadLetterQueue {

	private static final String DEAD_LETTERS = "dead-letter";

	private static final String INBOX = "inbox";

	/** How long the broker may take to hand over a dead letter that is there, in ms. */
	private static final long TAKE_TIMEOUT = 2_000;

	private final JmsTemplate jms;

	DeadLetterQueue(ConnectionFactory connections) {
		this.jms = new JmsTemplate(connections);
		this.jms.setSessionTransacted(true);
	}

	/**
	 * Shows the dead letters, oldest first, without taking any, for as long as the
	 * visitor says true.
	 */
	void visit(Predicate<DeadLetter> visitor) {
		this.jms.browse(DEAD_LETTERS, (session, browser) -> {
			Enumeration<?> messages = browser.getEnumeration();
			boolean more = true;
			while (more && messages.hasMoreElements()) {
				more = visitor.test(DeadLetter.of((Message) messages.nextElement()));
			}
			return null;
		});
	}

	/** One dead letter with its body, its secrets masked; empty if it is gone. */
	Optional<Opened> open(String id) {
		return open(id, Opened::masked);
	}

	/** One dead letter with its body as it is, empty if it is gone. */
	Optional<Opened> openUnmasked(String id) {
		return open(id, Opened::unmasked);
	}

	private Optional<Opened> open(String id, Opener opener) {
		return isId(id) ? this.jms.browseSelected(DEAD_LETTERS, selector(id), (session, browser) -> {
			Enumeration<?> messages = browser.getEnumeration();
			return messages.hasMoreElements() ? Optional.of(opener.open((Message) messages.nextElement()))
					: Optional.<Opened>empty();
		}) : Optional.empty();
	}

	/** Puts a dead letter back into the inbox. Empty if it is gone. */
	Optional<DeadLetter> replay(String id) {
		return take(id, (session, message) -> {
			try (MessageProducer inbox = session.createProducer(session.createQueue(INBOX))) {
				inbox.send(ReplayedWebhook.of(message, session));
			}
		});
	}

	/** Removes a dead letter for ever. Empty if it is gone. */
	Optional<DeadLetter> discard(String id) {
		return take(id, (session, message) -> {
		});
	}

	/** One at a time, so that a bulk run and a person never wait for the same one. */
	private synchronized Optional<DeadLetter> take(String id, Fate fate) {
		return isId(id) ? this.jms.execute((session) -> {
			try (MessageConsumer consumer = session.createConsumer(session.createQueue(DEAD_LETTERS), selector(id))) {
				Message message = consumer.receive(TAKE_TIMEOUT);
				if (message == null) {
					return Optional.<DeadLetter>empty();
				}
				DeadLetter taken = DeadLetter.of(message);
				fate.accept(session, message);
				session.commit();
				return Optional.of(taken);
			}
			catch (JMSException | RuntimeException ex) {
				session.rollback();
				throw ex;
			}
		}, true) : Optional.empty();
	}

	/** An id goes into the selector, so it is nothing but letters, digits and hyphens. */
	private static boolean isId(String id) {
		return id.matches("[\\w-]{1,100}");
	}

	private static String selector(String id) {
		return "JMSMessageID = 'ID:" + id + "'";
	}

	/** How a dead letter is shown. */
	private interface Opener {

		Opened open(Message message) throws JMSException;

	}

	/** What becomes of a dead letter within the transaction that takes it. */
	private interface Fate {

		void accept(Session session, Message deadLetter) throws JMSException;

	}

}
