package dev.fusesync.store.camel;

import dev.fusesync.store.Failure;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Retry;
import dev.fusesync.store.claim.Claim;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the outcome of the webhook that the route has taken. Only the first outcome
 * counts; a later one, as of an error handler for a step that failed after the first,
 * ends the route without any effect. {@code retry} reads its time from the variable
 * {@code retry}; {@code retry} and {@code dead-letter} read their reason from the
 * variable {@code failure}.
 */
final class OutcomeProducer extends DefaultProducer {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private final StoreEndpoint endpoint;

	OutcomeProducer(StoreEndpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	@Override
	public void process(Exchange exchange) {
		Claim claim = StoreEndpoint.claim(exchange);
		if (claim == null) {
			throw new IllegalStateException("An outcome is for a webhook that was taken from the store");
		}
		if (!claim.settle(outcome(exchange, claim))) {
			LOG.warn("A step that followed the outcome of the webhook failed, which changes nothing for it: {}",
					String.valueOf(exchange.getProperty(Exchange.EXCEPTION_CAUGHT)));
			// Later steps, such as log lines, would describe an outcome that was not
			// written.
			exchange.setRouteStop(true);
		}
	}

	private Outcome outcome(Exchange exchange, Claim claim) {
		Failure failure = exchange.getVariable(Failure.VARIABLE, Failure.class);
		return switch (this.endpoint.getOutcome()) {
			case "synced" -> new Outcome.Finished(Outcome.SYNCED, exchange.getVariable("request-id", String.class),
					claim.identical());
			case "retry" -> new Outcome.Retried(retry(exchange), failure);
			default -> new Outcome.DeadLettered((failure != null) ? failure
					: new Failure("unexpected", null, null, null, "A route dead-lettered it without a reason."));
		};
	}

	private static Retry retry(Exchange exchange) {
		Retry retry = exchange.getVariable(Retry.VARIABLE, Retry.class);
		if (retry == null) {
			throw new IllegalStateException("The outcome retry requires the variable " + Retry.VARIABLE);
		}
		return retry;
	}

}
