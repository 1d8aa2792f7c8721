package dev.fusesync.store.camel;

import dev.fusesync.webhook.Webhook;
import org.apache.camel.Exchange;

/** Exchange variables that describe a webhook. No component sends them anywhere. */
public final class WebhookVariables {

	private WebhookVariables() {
	}

	/** Sets {@code webhook} and one variable for each of its parts. */
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
