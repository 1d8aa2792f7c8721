package dev.fusesync.inbox;

import java.time.Clock;
import java.time.Duration;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Holds a webhook until the {@link WaitingRoom} has room, or the webhook is due, or its
 * route is to stop. The last is told by the variable {@code room} "closed".
 */
@Component
class WaitForRoom implements Processor {

	private static final Duration GLANCE = Duration.ofMillis(200);

	private final WaitingRoom room;

	private final Clock clock = Clock.systemUTC();

	WaitForRoom(WaitingRoom room) {
		this.room = room;
	}

	@Override
	public void process(Exchange exchange) throws InterruptedException {
		long due = exchange.getMessage().getHeader("webhook-due", 0L, Long.class);
		while (due > this.clock.millis() && !this.room.hasRoom()) {
			if (RouteStop.isUnderWay(exchange)) {
				exchange.setVariable("room", "closed");
				return;
			}
			// The broker tells nobody when a message leaves a queue.
			Thread.sleep(GLANCE.toMillis());
		}
	}

}
