package dev.fusesync.operations;

import java.util.Collection;
import java.util.stream.Collectors;

import dev.fusesync.inbox.BrokerManagement;
import org.springframework.stereotype.Component;

/**
 * Has the broker move messages from one queue to another, in one transaction of its own.
 * It finds them however deep they lie; a consumer with a selector finds only those that
 * the broker has read from disk, which are the first 20 MB.
 */
@Component
class MoveInBroker {

	private final BrokerManagement broker;

	MoveInBroker(BrokerManagement broker) {
		this.broker = broker;
	}

	/** Moves those with these ids. Others may be gone. */
	void move(String from, String to, Collection<String> ids) {
		if (!ids.isEmpty()) {
			String filter = ids.stream().collect(Collectors.joining("','ID:", "AMQUserID IN ('ID:", "')"));
			this.broker.call(from, "moveMessages", ids.size(), filter, to, false, ids.size());
		}
	}

	void moveAll(String from, String to) {
		this.broker.call(from, "moveMessages", "", to);
	}

}
