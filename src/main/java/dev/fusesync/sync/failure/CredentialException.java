package dev.fusesync.sync.failure;

import java.io.IOException;

/**
 * A credential cannot be sent now, for example since its file is being replaced. The
 * message names the header and quotes no secret. An IOException, so that the webhook is
 * tried again like one whose call could not be made.
 */
public final class CredentialException extends IOException {

	private static final long serialVersionUID = 1L;

	/** The header is the credential's name; the cause quotes no secret. */
	public CredentialException(String header, RuntimeException cause) {
		super("The credential " + header + " cannot be read or sent", cause);
	}

}
