package dev.fusesync.verification;

import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Accepts a webhook only if its {@code fuse-verification} header is the signature of the
 * parsed body in the variable {@code json}, by the current or the previous API key. Sets
 * the variable {@code verified-by} to the key that matched, and counts it.
 */
@Component
class WebhookVerifier implements Processor {

	private final VerificationSettings settings;

	private final Map<String, Counter> verified;

	WebhookVerifier(VerificationSettings settings, MeterRegistry meters) {
		this.settings = settings;
		this.verified = Map.of(ApiKey.CURRENT, counter(ApiKey.CURRENT, meters), ApiKey.PREVIOUS,
				counter(ApiKey.PREVIOUS, meters));
	}

	private static Counter counter(String key, MeterRegistry meters) {
		return Counter.builder("fuse.webhooks.verified")
			.description("Verified webhooks by the key that they were signed with")
			.tag("key", key)
			.register(meters);
	}

	/**
	 * @throws WebhookRejectedException if the signature is missing, repeated or wrong, or
	 * the body is ambiguous
	 */
	@Override
	public void process(Exchange exchange) {
		Object webhook = exchange.getVariable("json");
		if (webhook == null) {
			throw WebhookRejectedException.malformed("The body is not a JSON object");
		}
		byte[] canonical = CanonicalJson.of(webhook, length(exchange));
		Object header = exchange.getMessage().getHeader("fuse-verification");
		String signature = (header instanceof String text) ? text : "";
		if (FuseSignature.matches(canonical, this.settings.apiKey().text(), signature)) {
			say(ApiKey.CURRENT, exchange);
		}
		else if (this.settings.previousApiKey().isSet()
				&& FuseSignature.matches(canonical, this.settings.previousApiKey().text(), signature)) {
			say(ApiKey.PREVIOUS, exchange);
		}
		else {
			throw WebhookRejectedException.invalid();
		}
	}

	private static int length(Exchange exchange) {
		return (exchange.getMessage().getBody() instanceof byte[] body) ? body.length : 0;
	}

	private void say(String key, Exchange exchange) {
		exchange.setVariable("verified-by", key);
		this.verified.get(key).increment();
	}

}
