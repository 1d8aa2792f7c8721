package dev.fusesync.inbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;

/**
 * Bounds the memory of all bodies together that are being synced, {@value #MEMORY} KB.
 * The first {@value #FREE} KB of each are free, which is more than webhooks usually have.
 * What waits here has not read its body yet.
 */
final class BodiesInWork {

	static final int MEMORY = 16 * 1024;

	static final int FREE = 16;

	private final Semaphore kilobytes = new Semaphore(MEMORY);

	/**
	 * Waits until there is memory for the body of the message.
	 * @return what to give back, or -1 if the route is to stop
	 */
	int take(Exchange exchange) throws JMSException, InterruptedException {
		int wanted = (int) Math.min(MEMORY, Math.max(0, size(exchange) / 1024 - FREE));
		while (!this.kilobytes.tryAcquire(wanted, 1, TimeUnit.SECONDS)) {
			if (RouteStop.isUnderWay(exchange)) {
				return -1;
			}
		}
		return wanted;
	}

	void giveBack(int taken) {
		this.kilobytes.release(taken);
	}

	private static long size(Exchange exchange) throws JMSException {
		return (exchange.getMessage() instanceof JmsMessage message
				&& message.getJmsMessage() instanceof BytesMessage bytes) ? bytes.getBodyLength() : 0;
	}

}
