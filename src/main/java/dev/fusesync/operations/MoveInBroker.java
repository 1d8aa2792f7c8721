package dev.fusesync.operations;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.stereotype.Component;

/**
 * Has the broker move messages from one queue to another, in one transaction of its own.
 * It finds them however deep they lie; a consumer with a selector finds only those that
 * the broker has read from disk, which are the first 20 MB.
 */
@Component
class MoveInBroker {

	private static final String MANAGEMENT = "activemq.management";

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final JmsTemplate jms;

	MoveInBroker(ConnectionFactory connections) {
		this.jms = new JmsTemplate(connections);
		this.jms.setReceiveTimeout(TIMEOUT.toMillis());
	}

	/** Moves those with these ids. Others may be gone. */
	void move(String from, String to, Collection<String> ids) {
		if (!ids.isEmpty()) {
			String filter = ids.stream().collect(Collectors.joining("','ID:", "AMQUserID IN ('ID:", "')"));
			call(from, "moveMessages", ids.size(), filter, to, false, ids.size());
		}
	}

	void moveAll(String from, String to) {
		call(from, "moveMessages", "", to);
	}

	private void call(String queue, String operation, Object... arguments) {
		Message answer = this.jms.sendAndReceive(MANAGEMENT, (session) -> {
			Message request = session.createMessage();
			JMSManagementHelper.putOperationInvocation(request, "queue." + queue, operation, arguments);
			return request;
		});
		try {
			if (answer == null || !JMSManagementHelper.hasOperationSucceeded(answer)) {
				throw new IllegalStateException("The broker could not move messages from " + queue + ": "
						+ ((answer != null) ? JMSManagementHelper.getResult(answer) : "no answer in " + TIMEOUT));
			}
		}
		catch (Exception ex) {
			throw (ex instanceof IllegalStateException known) ? known : new IllegalStateException(ex);
		}
	}

}
