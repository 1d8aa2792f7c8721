package dev.fusesync.inbox;

import java.util.HashMap;
import java.util.Map;

import jakarta.jms.JMSException;

/**
 * What one look at a broker elsewhere has shown.
 *
 * @param diskFull whether its disk is so full that it keeps senders waiting
 * @param counts how many messages are in which queue
 * @param waitingSize how large those that wait in memory are together, in bytes
 */
record BrokerLook(boolean diskFull, Map<String, Long> counts, long waitingSize) {

	private static final String WAITING = "waiting";

	static BrokerLook through(BrokerLine line, BrokerCheck check) throws JMSException {
		double used = number(line.attribute("broker", "DiskStoreUsage")).doubleValue() * 100;
		double most = number(line.attribute("broker", "MaxDiskUsage")).doubleValue();
		Map<String, Long> counts = new HashMap<>();
		for (String queue : check.queues()) {
			counts.put(queue, number(line.attribute("queue." + queue, "MessageCount")).longValue());
		}
		long waitingSize = counts.containsKey(WAITING)
				? number(line.attribute("queue." + WAITING, "PersistentSize")).longValue() : 0;
		return new BrokerLook(most > 0 && used > most, counts, waitingSize);
	}

	private static Number number(Object answer) {
		return (Number) answer;
	}

}
