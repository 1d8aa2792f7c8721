package dev.fusesync.sync;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
		List<Path> places;
		do {
			places = places();
			for (Map.Entry<String, Secret> credential : this.settings.credentials().entrySet()) {
				message.setHeader(credential.getKey(), read(credential, Secret::text));
			}
		}
		while (!places().equals(places));
	}

	/**
	 * Where the files are. Kubernetes replaces all files of a mount at once by changing a
	 * symbolic link; credentials from before and after that would not belong together.
	 */
	private List<Path> places() throws CredentialException {
		List<Path> places = new ArrayList<>();
		for (Map.Entry<String, Secret> credential : this.settings.credentials().entrySet()) {
			read(credential, Secret::place).ifPresent(places::add);
		}
		return places;
	}

	private static <T> T read(Map.Entry<String, Secret> credential, Function<Secret, T> reading)
			throws CredentialException {
		try {
			return reading.apply(credential.getValue());
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			throw new CredentialException(credential.getKey(), ex);
		}
	}

}
