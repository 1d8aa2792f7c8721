package dev.fusesync.inbox;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Looks into the queues of the embedded broker without taking anything. Of an external
 * broker it sees nothing.
 */
@Component
public class StoredWebhooks {

	/** Null if the broker is elsewhere. */
	private final EmbeddedActiveMQ broker;

	StoredWebhooks(ObjectProvider<EmbeddedActiveMQ> broker) {
		this.broker = broker.getIfAvailable();
	}

	/** Whether the broker is this program's and running. */
	public boolean isVisible() {
		return this.broker != null && this.broker.getActiveMQServer().isActive();
	}

	/** How many webhooks a queue holds, those in work and those delayed included. */
	public long count(String queue) {
		return queue(queue).map(Queue::getMessageCount).orElse(0L);
	}

	/** How large these are, in bytes. */
	public long size(String queue) {
		return queue(queue).map(Queue::getPersistentSize).orElse(0L);
	}

	/**
	 * Shows the webhooks of a queue: all that are in work or delayed, which lie in memory
	 * anyway, and of the others the first ones, as many as the limit says.
	 */
	public void visit(String name, int limit, Consumer<Message> visitor) {
		queue(name).ifPresent((queue) -> {
			queue.getDeliveringMessages().values().stream().flatMap(Collection::stream).forEach(show(visitor));
			queue.getScheduledMessages().forEach(show(visitor));
			try (LinkedListIterator<MessageReference> ready = queue.browserIterator()) {
				for (int i = 0; i < limit && ready.hasNext(); i++) {
					show(visitor).accept(ready.next());
				}
			}
		});
	}

	private static Consumer<MessageReference> show(Consumer<Message> visitor) {
		return (reference) -> visitor.accept(reference.getMessage());
	}

	private Optional<Queue> queue(String name) {
		return isVisible() ? Optional.ofNullable(this.broker.getActiveMQServer().locateQueue(SimpleString.of(name)))
				: Optional.empty();
	}

}
