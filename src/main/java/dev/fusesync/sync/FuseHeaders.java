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
 * Adds the headers of the sync call to the message: the configured credentials, the
 * webhook's {@code fuse-verification}, and a Content-Type unless an earlier step has set
 * one. Credentials are read at every call, so they are never in the store, and a replaced
 * secret file also applies to waiting webhooks.
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
