package dev.fusesync.sync.failure;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Logs that a notice failed, without the address that it called, which may contain a
 * secret.
 */
@Component
class NoticeFailure implements Processor {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.notices");

	@Override
	public void process(Exchange exchange) {
		Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
		if (exchange.getVariable("webhook") != null) {
			LOG.warn("The notice about {} failed, which changes nothing for the webhook: {}",
					exchange.getVariable("webhook"), FailureSentence.of(cause));
		}
		else {
			LOG.warn("The notice about {} ({}) failed and is not repeated: {}", exchange.getVariable("kind"),
					exchange.getVariable("state"), FailureSentence.of(cause));
		}
	}

}
