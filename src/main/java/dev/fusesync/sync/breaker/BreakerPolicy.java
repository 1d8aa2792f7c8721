package dev.fusesync.sync.breaker;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import dev.fusesync.inbox.RouteStop;
import dev.fusesync.sync.breaker.CircuitBreaker.State;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * The {@link CircuitBreaker} in the routes: as a processor it holds a webhook back while
 * the breaker is open, as a route policy it records how each call ended. A webhook that
 * waits while its route is stopped gets the variable {@code breaker} "stopped" and is to
 * be rolled back. After a call that left the breaker open, {@code breaker} is "open".
 */
@Component
class BreakerPolicy extends RoutePolicySupport implements Processor {

	/** How long a stop of the route may go unnoticed by a waiting webhook. */
	private static final Duration GLANCE = Duration.ofMillis(200);

	private static final String STATE = "breaker-state";

	private final CircuitBreaker breaker;

	BreakerPolicy(BreakerSettings settings) {
		this.breaker = new CircuitBreaker(settings, Clock.systemUTC());
	}

	Optional<CircuitBreaker.Opened> opened() {
		return this.breaker.opened();
	}

	@Override
	public void process(Exchange exchange) throws InterruptedException {
		State state = this.breaker.await(GLANCE);
		while (state == State.OPEN && !RouteStop.isUnderWay(exchange)) {
			state = this.breaker.await(GLANCE);
		}
		exchange.setVariable(STATE, state);
		exchange.setVariable("breaker", (state == State.OPEN) ? "stopped" : "closed");
	}

	@Override
	public void onExchangeDone(Route route, Exchange exchange) {
		State state = exchange.getVariable(STATE, State.class);
		if (state == State.CLOSED || state == State.HALF_OPEN) {
			this.breaker.record(CallOutcome.of(exchange.getException(),
					exchange.getVariable("connection", String.class), exchange.getVariable("source", String.class)),
					state);
			exchange.setVariable("breaker", this.breaker.isOpen() ? "open" : "closed");
		}
	}

}
