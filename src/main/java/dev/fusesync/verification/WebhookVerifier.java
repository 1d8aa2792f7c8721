package dev.fusesync.verification;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Lets a webhook pass only if its {@code fuse-verification} header is the signature of
 * the parsed body in the variable {@code webhook}, by the current or the previous API
 * key. Says in the variable {@code verified-by} which one it was.
 */
@Component
class WebhookVerifier implements Processor {

	private final VerificationSettings settings;

	WebhookVerifier(VerificationSettings settings) {
		this.settings = settings;
	}

	/**
	 * @throws WebhookRejectedException if the signature is missing, repeated or wrong, or
	 * the body is ambiguous
	 */
	@Override
	public void process(Exchange exchange) {
		Object webhook = exchange.getVariable("webhook");
		if (webhook == null) {
			throw WebhookRejectedException.malformed("The body is not a JSON object");
		}
		byte[] canonical = CanonicalJson.of(webhook);
		Object header = exchange.getMessage().getHeader("fuse-verification");
		String signature = (header instanceof String text) ? text : "";
		if (FuseSignature.matches(canonical, this.settings.apiKey().text(), signature)) {
			exchange.setVariable("verified-by", "current");
		}
		else if (this.settings.previousApiKey().isSet()
				&& FuseSignature.matches(canonical, this.settings.previousApiKey().text(), signature)) {
			exchange.setVariable("verified-by", "previous");
		}
		else {
			throw WebhookRejectedException.invalid();
		}
	}

}
