package dev.fusesync.sync;

import java.io.UncheckedIOException;
import java.util.Map;

import dev.fusesync.secrets.Secret;
import dev.fusesync.sync.failure.CredentialException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Adds the configured credentials to the message as headers, for the call that follows
 * and for nothing else. Read at every call, so they are never in the inbox, and a swapped
 * secret file serves the webhooks already waiting.
 */
@Component
class AggregatorCredentials implements Processor {

	private final SyncSettings settings;

	AggregatorCredentials(SyncSettings settings) {
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) throws CredentialException {
		for (Map.Entry<String, Secret> credential : this.settings.credentials().entrySet()) {
			exchange.getMessage().setHeader(credential.getKey(), text(credential));
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
