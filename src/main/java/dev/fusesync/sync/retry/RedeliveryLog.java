package dev.fusesync.sync.retry;

import java.util.Optional;

import dev.fusesync.store.camel.StoreEndpoint;
import dev.fusesync.store.claim.Claim;
import dev.fusesync.sync.failure.FailureSentence;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Logs a quick redelivery, in place of Camel's line, which counts from 0 and has the id
 * of a Camel message. Counts it against the rate limit of the queue too.
 */
@Component
class RedeliveryLog implements Processor {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.retry");

	@Override
	public void process(Exchange exchange) {
		int failed = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class);
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		LOG.warn("Call {} for {} failed, call {} follows now: {}", failed, exchange.getVariable("webhook"), failed + 1,
				FailureSentence.of(cause));
		Optional.ofNullable(StoreEndpoint.claim(exchange)).ifPresent(Claim::countCall);
	}

}
