package dev.fusesync.deadletters;

import java.util.Collection;
import java.util.Enumeration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import dev.fusesync.inbox.BrokerManagement;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.stereotype.Component;

/**
 * The queue {@code dead-letter} and, beside it, {@code dead-letter-chosen}: those that a
 * decision is being carried out with, near enough to be taken. Whatever takes a dead
 * letter is one local transaction of one session, so that a webhook is always in exactly
 * one place.
 */
@Component
public class DeadLetterQueue {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	private static final String DEAD_LETTERS = "dead-letter";

	private static final String CHOSEN = "dead-letter-chosen";

	private static final String INBOX = "inbox";

	/** How long the broker may take to hand over a dead letter that is there, in ms. */
	private static final long TAKE_TIMEOUT = 10_000;

	private final JmsTemplate jms;

	private final BrokerManagement broker;

	DeadLetterQueue(ConnectionFactory connections, BrokerManagement broker) {
		this.broker = broker;
		this.jms = new JmsTemplate(connections);
		this.jms.setSessionTransacted(true);
	}

	/**
	 * Shows the dead letters, oldest first, without taking any, for as long as the
	 * visitor says true.
	 */
	public void visit(Predicate<DeadLetter> visitor) {
		// In the order in which they move, so that none is missed.
		if (visit(DEAD_LETTERS, visitor)) {
			visit(CHOSEN, visitor);
		}
	}

	private boolean visit(String queue, Predicate<DeadLetter> visitor) {
		return Boolean.TRUE.equals(this.jms.browse(queue, (session, browser) -> {
			Enumeration<?> messages = browser.getEnumeration();
			boolean more = true;
			while (more && messages.hasMoreElements()) {
				more = visitor.test(DeadLetter.of((Message) messages.nextElement()));
			}
			return more;
		}));
	}

	/** Whether one of the dead letters is meant. */
	boolean holds(DeadLetterFilter filter) {
		AtomicBoolean found = new AtomicBoolean();
		visit((deadLetter) -> {
			found.set(filter.test(deadLetter));
			return !found.get();
		});
		return found.get();
	}

	/** One dead letter with its body, its secrets masked; empty if it is gone. */
	public Optional<Opened> open(String id) {
		return open(id, Opened::masked);
	}

	/** One dead letter with its body as it is, empty if it is gone. */
	public Optional<Opened> openUnmasked(String id) {
		return open(id, Opened::unmasked);
	}

	private Optional<Opened> open(String id, Opener opener) {
		return isId(id) ? open(DEAD_LETTERS, id, opener).or(() -> open(CHOSEN, id, opener)) : Optional.empty();
	}

	private Optional<Opened> open(String queue, String id, Opener opener) {
		return this.jms.browseSelected(queue, selector(id), (session, browser) -> {
			Enumeration<?> messages = browser.getEnumeration();
			return messages.hasMoreElements() ? Optional.of(opener.open((Message) messages.nextElement()))
					: Optional.<Opened>empty();
		});
	}

	/** Brings dead letters near enough to be taken. Those that are gone are left out. */
	public void choose(Collection<String> ids) {
		this.broker.move(DEAD_LETTERS, CHOSEN, ids.stream().filter(DeadLetterQueue::isId).toList());
	}

	/** Puts back what was chosen when a program ended, for the route replay too. */
	@EventListener(ApplicationReadyEvent.class)
	void unchoose() {
		try {
			this.broker.moveAll(CHOSEN, DEAD_LETTERS);
		}
		catch (IllegalStateException ex) {
			LOG.warn("Chosen dead letters stay where they are until the next start. {}", ex.getMessage());
		}
	}

	/** Puts a chosen dead letter back into the inbox. Empty if it is gone. */
	Optional<DeadLetter> replay(String id) {
		return take(id, (session, message) -> {
			try (MessageProducer inbox = session.createProducer(session.createQueue(INBOX))) {
				inbox.send(ReplayedWebhook.of(message, session));
			}
		});
	}

	/** Removes a chosen dead letter for ever. Empty if it is gone. */
	Optional<DeadLetter> discard(String id) {
		return take(id, (session, message) -> {
		});
	}

	/** One at a time, so that a bulk run and a person never wait for the same one. */
	private synchronized Optional<DeadLetter> take(String id, Fate fate) {
		return (isId(id) && open(CHOSEN, id, Opened::masked).isPresent()) ? this.jms.execute((session) -> {
			try (MessageConsumer consumer = session.createConsumer(session.createQueue(CHOSEN), selector(id))) {
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
