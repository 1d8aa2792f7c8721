package dev.fusesync.sync;

import java.io.UncheckedIOException;
import java.util.Map;

import dev.fusesync.secrets.Secret;
import dev.fusesync.sync.failure.CredentialException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import org.springframework.stereotype.Component;

/**
 * Adds what Fuse wants beside the body to the message, for the call that follows and for
 * nothing else: the configured credentials, the webhook's {@code fuse-verification}, and
 * a Content-Type unless a step before has set one. Credentials are read at every call, so
 * they are never in the store, and a swapped secret file serves the webhooks already
 * waiting.
 */
@Component
class FuseHeaders implements Processor {

	private final SyncSettings settings;

	FuseHeaders(SyncSettings settings) {
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) throws CredentialException {
		Message message = exchange.getMessage();
		message.setHeader("fuse-verification", exchange.getVariable("signature"));
		if (message.getHeader(Exchange.CONTENT_TYPE) == null) {
			message.setHeader(Exchange.CONTENT_TYPE, "application/json");
		}
		for (Map.Entry<String, Secret> credential : this.settings.credentials().entrySet()) {
			message.setHeader(credential.getKey(), text(credential));
		}
	}

	private static String text(Map.Entry<String, Secret> credential) throws CredentialException {
		try {
			return credential.getValue().text();
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			throw new CredentialException(credential.getKey(), ex);
		}
	}

}
