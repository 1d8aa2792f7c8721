package dev.fusesync.receive;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import dev.fusesync.http.ReceivedWebhook;
import dev.fusesync.http.RequestAttributes;
import dev.fusesync.store.Store;
import dev.fusesync.store.camel.StoreEndpoint;
import dev.fusesync.store.camel.WebhookVariables;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import dev.fusesync.webhook.WebhookIdInLog;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Assigns an id to a verified webhook and sets the variables that describe it: exactly
 * the strings of the JSON, and null for values that are not strings. Passes the type on
 * for the metrics.
 */
@Component
class WebhookDescription implements Processor {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.receive");

	private final Clock clock;

	/** By the clock of the store, which all instances share. */
	WebhookDescription(Store store) {
		this.clock = store.clock();
	}

	@Override
	public void process(Exchange exchange) {
		Map<?, ?> json = exchange.getVariable("json", Map.class);
		Message message = exchange.getMessage();
		Instant now = Instant.now(this.clock).truncatedTo(ChronoUnit.MILLIS);
		Webhook webhook = new Webhook(WebhookId.next(now.toEpochMilli()), string(json, "type"),
				string(json, "financial_connection_id"), string(json, "source"), string(json, "environment"), now, 0);
		WebhookIdInLog.begin(webhook.id());
		WebhookVariables.set(exchange, webhook);
		exchange.setVariable("signature", message.getHeader("fuse-verification"));
		LOG.debug("Received {}, verified with the {} key", webhook, exchange.getVariable("verified-by"));
		// The parsed JSON takes several times the memory of the body.
		exchange.removeVariable("json");
		if (message.getHeader("CamelHttpServletRequest") instanceof HttpServletRequest request
				&& request.getAttribute(RequestAttributes.RECEIVED) instanceof ReceivedWebhook received) {
			received.verified(webhook.type());
			StoreEndpoint.setDeadline(exchange, received.deadline());
		}
	}

	private static String string(Map<?, ?> json, String name) {
		return (json.get(name) instanceof String text) ? text : null;
	}

}
