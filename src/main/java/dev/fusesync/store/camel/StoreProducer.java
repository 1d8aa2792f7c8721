package dev.fusesync.store.camel;

import java.time.Duration;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.StoreUnavailableException;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/**
 * Stores the webhook of the exchange: its body and the variables {@code webhook} and
 * {@code signature}. Completes once it is on disk.
 */
final class StoreProducer extends DefaultProducer {

	/** Senders are answered within 5 s. */
	private static final long PATIENCE = Duration.ofSeconds(4).toNanos();

	private final StoreEndpoint endpoint;

	StoreProducer(StoreEndpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	@Override
	public void process(Exchange exchange) throws StoreUnavailableException {
		Webhook webhook = exchange.getVariable(Webhook.VARIABLE, Webhook.class);
		if (webhook == null) {
			throw new IllegalArgumentException("Only a webhook that was received can be stored");
		}
		if (StoreEndpoint.claim(exchange) != null) {
			// A copy of a webhook that is already stored.
			webhook = new Webhook(WebhookId.next(System.currentTimeMillis()), webhook.type(), webhook.connection(),
					webhook.source(), webhook.environment(), webhook.received(), 0);
		}
		NewWebhook stored = new NewWebhook(webhook, this.endpoint.getQueue(),
				exchange.getVariable(StoreEndpoint.SIGNATURE, "", String.class),
				exchange.getMessage().getBody(byte[].class));
		this.endpoint.component()
			.store()
			.add(stored, exchange.getProperty(StoreEndpoint.DEADLINE, System.nanoTime() + PATIENCE, Long.class));
	}

}
