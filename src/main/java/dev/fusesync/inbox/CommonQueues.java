package dev.fusesync.inbox;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * The queues of a broker elsewhere, which all instances share: how long they were at the
 * last look, and what its management tells of their webhooks, never a body. Of the
 * delayed ones all are shown while there are few, and else the one that is due first.
 */
@Component
@ConditionalOnProperty(name = BrokerElsewhere.MODE, havingValue = BrokerElsewhere.NATIVE)
class CommonQueues implements StoredWebhooks {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final BrokerWatch watch;

	private final BrokerManagement broker;

	CommonQueues(BrokerWatch watch, BrokerManagement broker) {
		this.watch = watch;
		this.broker = broker;
	}

	@Override
	public boolean isVisible() {
		return this.watch.last().isPresent();
	}

	@Override
	public long count(String queue) {
		return this.watch.last().map((look) -> look.counts().get(queue)).orElse(0L);
	}

	/** Known of the queue waiting only, whose webhooks lie in the broker's memory. */
	@Override
	public long size(String queue) {
		return this.watch.last().map(BrokerLook::waitingSize).orElse(0L);
	}

	@Override
	public void visit(String queue, int limit, Consumer<UnaryOperator<String>> visitor) {
		if (count(queue) > 0) {
			show(queue, "listDeliveringMessagesAsJSON", visitor);
			show(queue, (count(queue) <= limit) ? "listScheduledMessagesAsJSON" : "peekFirstScheduledMessageAsJSON",
					visitor);
			show(queue, "listMessagesAsJSON", visitor, "");
		}
	}

	private void show(String queue, String operation, Consumer<UnaryOperator<String>> visitor, Object... arguments) {
		try {
			JsonNode answer = JSON.readTree(String.valueOf(this.broker.call(queue, operation, arguments)));
			answer.findParents("messageID").forEach((message) -> visitor.accept((name) -> text(message.get(name))));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The broker's answer to " + operation + " cannot be read", ex);
		}
	}

	private static String text(JsonNode value) {
		return (value != null) ? value.asText() : null;
	}

}
