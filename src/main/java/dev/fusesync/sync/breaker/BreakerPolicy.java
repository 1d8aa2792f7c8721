package dev.fusesync.sync.breaker;

import java.util.Optional;

import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.camel.StoreEndpoint;
import dev.fusesync.store.claim.Claim;
import dev.fusesync.store.claim.ClaimGate;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

import org.springframework.stereotype.Component;

/**
 * The {@link CircuitBreaker} in the routes, under the name {@code circuitBreaker}: as the
 * claim gate of the inbox it lets nothing be claimed while it is open, as the route
 * policy of the call it records how each call ended. After a call the variable
 * {@code breaker} is "open" or "closed".
 */
@Component("circuitBreaker")
public class BreakerPolicy extends RoutePolicySupport implements ClaimGate {

	private final CircuitBreaker breaker;

	BreakerPolicy(BreakerSettings settings) {
		this.breaker = new CircuitBreaker(settings, new MonotonicClock());
	}

	Optional<CircuitBreaker.Opened> opened() {
		return this.breaker.opened();
	}

	/** Whether webhooks are attempted as usual. */
	public boolean isClosed() {
		return !this.breaker.isOpen();
	}

	@Override
	public boolean mayClaim() {
		return this.breaker.mayAttempt();
	}

	@Override
	public Permit permit(StoredWebhook webhook) {
		return this.breaker.permit();
	}

	@Override
	public void onChange(Runnable listener) {
		this.breaker.onChange(listener);
	}

	@Override
	public void onExchangeDone(Route route, Exchange exchange) {
		Claim claim = StoreEndpoint.claim(exchange);
		BreakerPermit permit = (claim != null && claim.permit() instanceof BreakerPermit given) ? given : null;
		this.breaker.record(CallOutcome.of(exchange.getException(), exchange.getVariable("connection", String.class),
				exchange.getVariable("source", String.class)), permit);
		exchange.setVariable("breaker", this.breaker.isOpen() ? "open" : "closed");
	}

}
