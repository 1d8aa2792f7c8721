package dev.fusesync.sync.breaker;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.camel.StoreEndpoint;
import dev.fusesync.store.claim.Claim;
import dev.fusesync.store.claim.ClaimPolicy;
import dev.fusesync.sync.failure.SyncFailedException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

import org.springframework.stereotype.Component;

/**
 * Connects the {@link CircuitBreaker} to the routes, under the name
 * {@code circuitBreaker}: as the claim policy of the inbox it prevents claims while open;
 * as the policy around the steps of a call it records how each call ended. After a call
 * the variable {@code redeliverable} is true if another call within seconds may succeed;
 * after a successful call it is always false, even if a later step fails.
 */
@Component("circuitBreaker")
public class BreakerPolicy implements Policy, ClaimPolicy {

	private final CircuitBreaker breaker;

	private final List<CallListener> listeners;

	BreakerPolicy(BreakerSettings settings, List<CallListener> listeners) {
		this.breaker = new CircuitBreaker(settings, new MonotonicClock());
		this.listeners = listeners;
	}

	Optional<CircuitBreaker.Opened> opened() {
		return this.breaker.opened();
	}

	boolean attemptNow() {
		return this.breaker.attemptNow();
	}

	/** Whether the circuit breaker is closed. */
	public boolean isClosed() {
		return !this.breaker.isOpen();
	}

	@Override
	public boolean isUnlimited() {
		return isClosed();
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
	public void beforeWrap(Route route, NamedNode definition) {
		// The steps are not changed.
	}

	@Override
	public Processor wrap(Route route, Processor call) {
		return new DelegateAsyncProcessor(call) {
			@Override
			public boolean process(Exchange exchange, AsyncCallback callback) {
				if (isTakenOver(exchange)) {
					exchange.setException(new IllegalStateException("Another instance may work on the connection now"));
					callback.done(true);
					return true;
				}
				long begin = System.nanoTime();
				Object redeliveries = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER);
				return super.process(exchange, (doneSync) -> {
					ended(exchange, Duration.ofNanos(System.nanoTime() - begin));
					// Camel keeps the redelivery count in a message header, which the
					// response has replaced.
					exchange.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, redeliveries);
					callback.done(doneSync);
				});
			}
		};
	}

	private static boolean isTakenOver(Exchange exchange) {
		Claim claim = StoreEndpoint.claim(exchange);
		return claim != null && !claim.isValid();
	}

	private void ended(Exchange exchange, Duration took) {
		Claim claim = StoreEndpoint.claim(exchange);
		BreakerPermit permit = (claim != null && claim.permit() instanceof BreakerPermit given) ? given : null;
		Exception failure = exchange.getException();
		CallOutcome outcome = CallOutcome.of(failure, exchange.getVariable("connection", String.class),
				exchange.getVariable("source", String.class));
		this.breaker.record(outcome, permit);
		if (failure instanceof SyncFailedException rejected && this.breaker.blamesSource(outcome)) {
			exchange.setException(rejected.ofAggregator());
		}
		exchange.setVariable("redeliverable", failure != null && isClosed() && isRedeliverable(failure));
		this.listeners.forEach((listener) -> listener.ended(exchange, took));
	}

	private static boolean isRedeliverable(Exception failure) {
		return (failure instanceof SyncFailedException response) ? response.isRedeliverable()
				: !(failure instanceof SocketTimeoutException);
	}

}
