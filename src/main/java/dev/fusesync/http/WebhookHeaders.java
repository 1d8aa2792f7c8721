package dev.fusesync.http;

import java.util.Locale;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

import org.springframework.stereotype.Component;

/**
 * Filters the headers of the webhook's port by allow-list: of a request only its
 * signature becomes a message header, and only the headers that a response requires are
 * sent to the sender.
 */
@Component
class WebhookHeaders implements HeaderFilterStrategy {

	private static final String SIGNATURE = "fuse-verification";

	private static final Set<String> ANSWER = Set.of("content-type", "retry-after", "x-webhook-id");

	@Override
	public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
		return !ANSWER.contains(name.toLowerCase(Locale.ROOT));
	}

	@Override
	public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
		return !name.equalsIgnoreCase(SIGNATURE);
	}

}
