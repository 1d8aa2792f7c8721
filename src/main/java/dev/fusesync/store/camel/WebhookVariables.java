package dev.fusesync.store.camel;

import dev.fusesync.webhook.Webhook;
import org.apache.camel.Exchange;

/**
 * What is known of a webhook as exchange variables, which no component sends anywhere.
 */
public final class WebhookVariables {

	private WebhookVariables() {
	}

	/** Sets {@code webhook} and, one by one, what it consists of. */
	public static void set(Exchange exchange, Webhook webhook) {
		exchange.setVariable(Webhook.VARIABLE, webhook);
		exchange.setVariable("id", webhook.id());
		exchange.setVariable("type", webhook.type());
		exchange.setVariable("connection", webhook.connection());
		exchange.setVariable("source", webhook.source());
		exchange.setVariable("environment", webhook.environment());
		exchange.setVariable("received", webhook.received());
		exchange.setVariable("attempts", webhook.attempts());
	}

}
