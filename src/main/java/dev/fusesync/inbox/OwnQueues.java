package dev.fusesync.inbox;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;

import org.springframework.stereotype.Component;

/**
 * The queues of the embedded broker, looked into in memory. What is in work or delayed
 * lies there anyway.
 */
@Component
class OwnQueues implements StoredWebhooks {

	private final EmbeddedActiveMQ broker;

	OwnQueues(EmbeddedActiveMQ broker) {
		this.broker = broker;
	}

	@Override
	public boolean isVisible() {
		return this.broker.getActiveMQServer().isActive();
	}

	@Override
	public long count(String queue) {
		return queue(queue).map(Queue::getMessageCount).orElse(0L);
	}

	@Override
	public long size(String queue) {
		return queue(queue).map(Queue::getPersistentSize).orElse(0L);
	}

	@Override
	public void visit(String name, int limit, Consumer<UnaryOperator<String>> visitor) {
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

	private static Consumer<MessageReference> show(Consumer<UnaryOperator<String>> visitor) {
		return (reference) -> visitor.accept(reference.getMessage()::getStringProperty);
	}

	private Optional<Queue> queue(String name) {
		return isVisible() ? Optional.ofNullable(this.broker.getActiveMQServer().locateQueue(SimpleString.of(name)))
				: Optional.empty();
	}

}
