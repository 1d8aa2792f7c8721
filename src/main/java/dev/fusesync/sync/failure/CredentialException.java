package dev.fusesync.sync.failure;

import java.io.IOException;

/**
 * A credential cannot be sent now, for example because its file is being replaced. The
 * message names the header and contains no secret. An IOException, so that the webhook is
 * retried as after a failed connection.
 */
public final class CredentialException extends IOException {

	private static final long serialVersionUID = 1L;

	/** Creates the exception for a header; the cause must not contain a secret. */
	public CredentialException(String header, RuntimeException cause) {
		super("The credential " + header + " cannot be read or sent", cause);
	}

}
