package dev.fusesync.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.fusesync.http.WebhookSettings;
import dev.fusesync.store.StoreUnavailableException;
import dev.fusesync.verification.WebhookRejectedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Sets the variables {@code status} and {@code sentence} to the response for a rejected
 * webhook and, for a 503 only, {@code retry-after} to the number of seconds after which
 * it may be sent again. The sentences are fixed and contain nothing of the request.
 */
@Component
class Rejection implements Processor {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.receive");

	private final WebhookSettings settings;

	Rejection(WebhookSettings settings) {
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) {
		exchange.getMessage().setHeader(Exchange.HTTP_CHUNKED, false);
		Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
		if (cause instanceof WebhookRejectedException rejected) {
			reject(exchange, rejected.getStatus(), rejected.getMessage());
		}
		else if (cause instanceof StreamConstraintsException) {
			reject(exchange, 400, "The JSON is nested too deeply");
		}
		else if (cause instanceof JsonProcessingException) {
			reject(exchange, 400, "The body is not one JSON object in UTF-8 with each name once");
		}
		else {
			sendAgain(exchange, cause);
		}
	}

	private static void reject(Exchange exchange, int status, String sentence) {
		LOG.debug("Rejected a webhook with {}: {}", status, sentence);
		exchange.setVariable("status", status);
		exchange.setVariable("sentence", sentence);
	}

	private void sendAgain(Exchange exchange, Exception cause) {
		// A rejection by the store is logged once by {@link StoreGuard}, not for every
		// webhook.
		if (!(cause instanceof StoreUnavailableException)) {
			LOG.error("Could not store a webhook, answered 503: {}", cause.getMessage());
		}
		exchange.setVariable("status", 503);
		exchange.setVariable("sentence", "The webhook cannot be stored now, send it again later");
		exchange.setVariable("retry-after", this.settings.retryAfter());
	}

}
